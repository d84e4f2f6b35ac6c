import type { FindingKind } from '@assay/contracts';
import type { Pool } from 'pg';
import { countStreams, emptiedStreams, eventsByStream, missingPositions, someStreams } from './chain-rows.js';
import type { Link, LinkProblem } from './check-link.js';
import { linkOf, linkProblem, NO_LINK } from './check-link.js';

/** A place where the store is not what was written. */
export interface ChainDamage {
  readonly kind: FindingKind;
  readonly stream: string;
  readonly version: number;
  readonly problem: string;
  /** When the event was recorded: the damage is not older. */
  readonly recordedAt: Date | null;
}

/** The end of the search. */
export interface ChainEnd {
  readonly kind: 'end';
  readonly events: number;
  readonly streams: number;
  /** How many there are besides, where only some were looked at. */
  readonly others: number;
}

type ChainStep = ChainDamage | { readonly kind: 'seen'; readonly events: number } | ChainEnd;

const EVERY = 1_000;
const END_MISSING: LinkProblem = {
  kind: 'event-missing',
  problem: 'what its stream notes as the last event is missing',
};

const damageAt = (
  { stream, version, recordedAt }: Pick<Link, 'stream' | 'version' | 'recordedAt'>,
  { kind, problem }: LinkProblem,
): ChainDamage => ({ kind, stream, version, problem, recordedAt });

const positionsMissing = (missing: number): ChainDamage =>
  damageAt(NO_LINK, { kind: 'positions-missing', problem: `${String(missing)} positions are missing` });

/** What can be said only of the whole store. */
async function* wholeDamage(pool: Pool): AsyncGenerator<ChainDamage> {
  const missing = await missingPositions(pool);
  if (missing > 0) yield positionsMissing(missing);
  for (const { stream, version } of await emptiedStreams(pool))
    yield damageAt(
      { stream, version, recordedAt: null },
      { kind: 'stream-missing', problem: `none of its ${String(version)} events is there` },
    );
}

/**
 * Every damage of the chains of a store, one after the other, with how far the search has come.
 * @param sample only so many streams, chosen by chance
 */
export async function* chainDamage(pool: Pool, sample?: number): AsyncGenerator<ChainStep> {
  const chosen = sample === undefined ? undefined : await someStreams(pool, sample);
  let previous = NO_LINK;
  let events = 0;
  let streams = 0;
  for await (const row of eventsByStream(pool, chosen)) {
    const begins = row.stream !== previous.stream;
    if (begins && !previous.isEnd) yield damageAt(previous, END_MISSING);
    const problem = linkProblem(row, begins ? NO_LINK : previous);
    if (problem !== undefined) yield damageAt(row, problem);
    if (begins) streams += 1;
    events += 1;
    previous = linkOf(row);
    if (events % EVERY === 0) yield { kind: 'seen', events };
  }
  if (!previous.isEnd) yield damageAt(previous, END_MISSING);
  yield* wholeDamage(pool);
  const others = chosen === undefined ? 0 : (await countStreams(pool)) - chosen.length;
  yield { kind: 'end', events, streams, others };
}
