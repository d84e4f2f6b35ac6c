import type { Link, SentEvent } from './unsteady-traffic.js';
import { EXPERIMENT } from './unsteady-traffic.js';

/** What of a report follows from the events alone. */
export interface PlainReport {
  readonly excludedUnits: number;
  readonly variants: readonly PlainVariant[];
}

interface PlainVariant {
  readonly key: string;
  readonly units: number;
  readonly unitsWithError: number;
  /** Sums of the metrics in the order of the definition. */
  readonly sums: readonly number[];
}

/** The events behind each metric of the experiment, in its order, and what a unit counts with. */
export const METRICS = {
  spend_value_per_user: (events: readonly SentEvent[]) => millionths(events, 'spend'),
  click_rate: (events: readonly SentEvent[]) => (of(events, 'click').length > 0 ? 1_000_000 : 0),
  click_count_per_user: (events: readonly SentEvent[]) => of(events, 'click').length * 1_000_000,
};

/** The report computed the plain way from all that was acknowledged: each event once, each link followed. */
export function countedPlainly(events: readonly SentEvent[], links: readonly Link[]): PlainReport {
  const users = new Map(links.map(({ anonymous, user }) => [anonymous, user]));
  const units = new Map<string, SentEvent[]>();
  for (const event of new Map(events.map((one) => [one.id, one])).values()) {
    const unit = users.get(event.unit) ?? event.unit;
    units.set(unit, [...(units.get(unit) ?? []), event]);
  }
  const exposed = [...units.values()].filter((own) => variantsOf(own).size > 0);
  const clean = exposed.filter((own) => variantsOf(own).size === 1);
  return {
    excludedUnits: exposed.length - clean.length,
    variants: ['control', 'treatment'].map((key) =>
      variantReport(
        key,
        clean.filter((own) => variantsOf(own).has(key)),
      ),
    ),
  };
}

const of = (events: readonly SentEvent[], type: string) => events.filter((event) => event.type === type);
const variantsOf = (events: readonly SentEvent[]) =>
  new Set(of(events, 'exposure').map(({ variant = '' }) => variant));
const millionths = (events: readonly SentEvent[], type: string): number =>
  of(events, type).reduce((sum, { value = '0' }) => sum + Math.round(Number(value) * 1_000_000), 0);

/** What a unit did from its first exposure on. */
function sinceExposure(own: readonly SentEvent[]): readonly SentEvent[] {
  const [first = ''] = of(own, 'exposure')
    .map(({ time }) => time)
    .sort();
  return own.filter(({ time }) => time >= first);
}

function variantReport(key: string, units: readonly (readonly SentEvent[])[]): PlainVariant {
  const counted = units.map(sinceExposure);
  const failed = counted.filter((own) =>
    own.some(({ success, flag }) => success === false && flag === EXPERIMENT),
  );
  const sums = Object.values(METRICS).map(
    (amount) => counted.reduce((sum, own) => sum + amount(own), 0) / 1_000_000,
  );
  return { key, units: units.length, unitsWithError: failed.length, sums };
}
