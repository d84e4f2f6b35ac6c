import type { EventEnvelope, FindingKind } from '@assay/contracts';
import { canonicalJson, hashOfEvent } from '@assay/contracts';
import type { ChainRow } from './chain-rows.js';

/** An event as the next one of its stream is held against it. */
export interface Link {
  readonly stream: string;
  readonly version: number;
  readonly position: number;
  /** The hash that the event states: what its successor has to name. */
  readonly hash: string;
  /** The stream notes this very event as its last. */
  readonly isEnd: boolean;
  readonly recordedAt: Date | null;
}

export interface LinkProblem {
  readonly kind: FindingKind;
  readonly problem: string;
}

/** Before the first event of a stream. */
export const NO_LINK: Link = {
  stream: '',
  version: 0,
  position: -1,
  hash: '',
  isEnd: true,
  recordedAt: null,
};

function parse(text: string): EventEnvelope | undefined {
  try {
    return JSON.parse(text) as EventEnvelope;
  } catch {
    return undefined;
  }
}

/** What comes after a row, whatever is wrong with it. */
export function linkOf(row: ChainRow): Link {
  const hash = parse(row.envelope)?.assayhash ?? '';
  const isEnd = row.version === row.endVersion && hash === row.endHash;
  const { stream, version, position, recordedAt } = row;
  return { stream, version, position, hash, isEnd, recordedAt };
}

const altered = (problem: string): LinkProblem => ({ kind: 'event-altered', problem });

/** What is wrong with one event, given the one before it; undefined when it is as it was written. */
export function linkProblem(row: ChainRow, previous: Link): LinkProblem | undefined {
  const event = parse(row.envelope);
  if (event === undefined) return altered('the envelope is not JSON');
  if (canonicalJson(event) !== row.envelope) return altered('the envelope is not canonical JSON');
  if (row.version !== previous.version + 1)
    return { kind: 'event-missing', problem: `version ${String(previous.version + 1)} is missing` };
  if (row.position <= previous.position)
    return { kind: 'event-reordered', problem: `it lies before version ${String(previous.version)}` };
  const named =
    event.id === row.id &&
    event.type === row.type &&
    event.subject === row.stream &&
    event.streamversion === row.version;
  if (!named) return altered('the columns do not say what the envelope says');
  if ((event.assayprev ?? '') !== previous.hash)
    return { kind: 'chain-broken', problem: 'it does not follow its predecessor' };
  if (event.assayhash !== hashOfEvent(event)) return altered('its content is not what was hashed');
  return undefined;
}
