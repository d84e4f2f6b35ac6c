import type { EventEnvelope } from '@assay/contracts';
import { canonicalJson } from '@assay/contracts';
import type { Pool } from 'pg';
import type { EventRow } from './event-rows.js';
import { EVENT_COLUMNS } from './event-rows.js';
import { hashOfEvent } from './seal.js';

/** The first place where the store is not what was written, or how much was found in order. */
export type ChainVerdict =
  | { readonly intact: true; readonly events: number; readonly streams: number }
  | { readonly intact: false; readonly stream: string; readonly version: number; readonly problem: string };

/** An event's row, beside what its stream says of its last event. */
interface ChainRow extends EventRow {
  readonly endVersion: number | null;
  readonly endHash: string | null;
}

interface Link {
  readonly stream: string;
  readonly version: number;
  readonly hash: string;
  /** The stream notes this very event as its last. */
  readonly isEnd: boolean;
}

const NONE: Link = { stream: '', version: 0, hash: '', isEnd: true };

const PAGE = 1_000;
const END_MISSING = 'what its stream notes as the last event is missing';

function parse(text: string): EventEnvelope | undefined {
  try {
    return JSON.parse(text) as EventEnvelope;
  } catch {
    return undefined;
  }
}

/** What is wrong with one event, given the one before it; or its link. */
function checkLink(row: ChainRow, previous: Link): Link | string {
  const event = parse(row.envelope);
  if (event === undefined) return 'the envelope is not JSON';
  if (canonicalJson(event) !== row.envelope) return 'the envelope is not canonical JSON';
  if (row.version !== previous.version + 1) return `version ${String(previous.version + 1)} is missing`;
  const named =
    event.id === row.id &&
    event.type === row.type &&
    event.subject === row.stream &&
    event.streamversion === row.version;
  if (!named) return 'the columns do not say what the envelope says';
  if ((event.assayprev ?? '') !== previous.hash) return 'it does not follow its predecessor';
  if (event.assayhash !== hashOfEvent(event)) return 'its content is not what was hashed';
  const isEnd = row.version === row.endVersion && event.assayhash === row.endHash;
  return { stream: row.stream, version: row.version, hash: event.assayhash, isEnd };
}

async function* eventsByStream(pool: Pool): AsyncGenerator<ChainRow> {
  let after: Pick<EventRow, 'stream' | 'version'> = { stream: '', version: 0 };
  for (;;) {
    const { rows } = await pool.query<ChainRow>(
      `SELECT e.*, s.version AS "endVersion", s.hash AS "endHash"
       FROM (SELECT ${EVENT_COLUMNS} FROM events WHERE (stream, version) > ($1, $2)
             ORDER BY stream, version LIMIT ${String(PAGE)}) e
       LEFT JOIN streams s ON s.id = e.stream ORDER BY e.stream, e.version`,
      [after.stream, after.version],
    );
    yield* rows;
    const last = rows[rows.length - 1];
    if (last === undefined || rows.length < PAGE) return;
    after = last;
  }
}

const damage = (at: Pick<Link, 'stream' | 'version'>, problem: string): ChainVerdict => ({
  intact: false,
  stream: at.stream,
  version: at.version,
  problem,
});

async function missingPositions(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ missing: number }>(
    `SELECT (SELECT next FROM heads WHERE log = 'events') - count(*) AS missing FROM events`,
  );
  return rows[0]?.missing ?? 0;
}

/**
 * Recomputes every hash of the store: was any byte of any event changed, removed or put in since it was written?
 * Takes memory for one page of events, whatever their number.
 * @param pool connections to the schema of the service
 * @returns the first damage found, or the number of events that are as they were written
 */
export async function verifyChain(pool: Pool): Promise<ChainVerdict> {
  let previous = NONE;
  let events = 0;
  let streams = 0;
  for await (const row of eventsByStream(pool)) {
    const begins = row.stream !== previous.stream;
    if (begins && !previous.isEnd) return damage(previous, END_MISSING);
    const link = checkLink(row, begins ? { ...NONE, stream: row.stream } : previous);
    if (typeof link === 'string') return damage(row, link);
    if (begins) streams += 1;
    events += 1;
    previous = link;
  }
  if (!previous.isEnd) return damage(previous, END_MISSING);
  const missing = await missingPositions(pool);
  if (missing > 0) return damage(NONE, `${String(missing)} positions are missing`);
  return { intact: true, events, streams };
}
