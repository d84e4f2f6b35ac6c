import { timeOrderedId } from '@assay/contracts';
import { Random } from '@assay/testing';

export const EXPERIMENT = 'killed';

/** An event as it is sent; sending it again is sending the same. */
export interface SentEvent {
  readonly id: string;
  readonly type: string;
  readonly unit: string;
  readonly time: string;
  readonly experiment?: string;
  readonly variant?: string;
  readonly value?: string;
  readonly flag?: string;
  readonly success?: boolean;
}

export interface Link {
  readonly anonymous: string;
  readonly user: string;
}

/** One request's worth of events, and the links that are made after it. */
export interface Round {
  readonly events: readonly SentEvent[];
  readonly links: readonly Link[];
}

const UNITS = 40;
const MINUTE_MS = 60_000;

/**
 * Units as they are: exposed twice and elsewhere, buying before they are exposed and afterwards, failing, logging in.
 * Events come in disorder; some come a request later, and some twice.
 * @param begin milliseconds since 1970; everything happens within the hour after it
 */
export function* unsteadyTraffic(begin: number): Generator<Round, never> {
  let late: readonly SentEvent[] = [];
  let before: readonly SentEvent[] = [];
  for (let number = 0; ; number += 1) {
    const random = new Random(number);
    const units = Array.from({ length: UNITS }, (_, index) => unitOf(begin, { number, index }, random));
    const made = random.shuffled(units.flatMap(({ events }) => events));
    const onTime = made.filter(() => random.below(10) > 0);
    const again = before.filter(() => random.below(20) === 0);
    yield { events: [...late, ...onTime, ...again], links: units.flatMap(({ links }) => links) };
    late = made.filter((event) => !onTime.includes(event));
    before = onTime;
  }
}

function unitOf(
  begin: number,
  { number, index }: { readonly number: number; readonly index: number },
  random: Random,
): Round {
  const logsIn = random.below(10) === 0;
  const unit = `${logsIn ? 'anonymous' : 'user'}-${String(number)}-${String(index)}`;
  const user = `user-${String(number)}-${String(index)}`;
  const [own, other] = index % 2 === 0 ? ['control', 'treatment'] : ['treatment', 'control'];
  const exposed = (variant = own): Partial<SentEvent> => ({
    type: 'exposure',
    experiment: EXPERIMENT,
    variant,
  });
  const happening: Partial<SentEvent>[] = [exposed()];
  if (random.below(20) === 0) happening.push(exposed(other));
  if (random.below(5) === 0) happening.push(exposed());
  for (let times = random.below(3); times > 0; times -= 1) happening.push({ type: 'click' });
  if (random.below(10) < 7)
    happening.push({ type: 'spend', value: `${String(random.below(100))}.${String(10 + random.below(90))}` });
  if (random.below(10) === 0)
    happening.push({ type: 'outcome', flag: EXPERIMENT, success: random.below(2) === 0 });
  const events = happening.map((what, place) =>
    sent(what, { unit, place, time: begin + random.below(60 * MINUTE_MS) }),
  );
  if (!logsIn) return { events, links: [] };
  const asUser = sent(
    { type: 'spend', value: '7.25' },
    { unit: user, place: 99, time: begin + random.below(60 * MINUTE_MS) },
  );
  return { events: [...events, asUser], links: [{ anonymous: unit, user }] };
}

function sent(
  what: Partial<SentEvent>,
  { unit, place, time }: { readonly unit: string; readonly place: number; readonly time: number },
): SentEvent {
  const id = timeOrderedId(time, unit, String(place));
  return { type: '', ...what, id, unit, time: new Date(time).toISOString() };
}
