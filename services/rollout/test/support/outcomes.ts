import type { EventEnvelope } from '@assay/contracts';
import { derivedId, newEvent, OutcomeRecorded } from '@assay/contracts';

export interface OutcomeOptions {
  readonly flag: string;
  readonly activation?: string | undefined;
  readonly success?: boolean;
  /** Milliseconds since 1970. */
  readonly at?: number;
  /** Tells several outcomes of one unit apart. */
  readonly nth?: number;
  readonly status?: number;
  readonly latencyMs?: number;
}

/** The outcome of a unit’s request under a flag, as ingest records it. */
export function outcome(unit: string, options: OutcomeOptions): EventEnvelope {
  const { flag, activation, success = true, at = Date.now(), nth = 0, status, latencyMs } = options;
  const time = new Date(at).toISOString();
  const metadata = {
    id: derivedId(flag, unit, activation ?? '', String(success), String(nth)),
    source: 'event-ingest',
    subject: unit,
    time,
    project: 'default',
    actor: 'key:web',
    correlationid: 'test',
  };
  return newEvent(OutcomeRecorded, metadata, {
    unit,
    flag,
    success,
    receivedAt: time,
    ...(activation === undefined ? {} : { activation }),
    ...(status === undefined ? {} : { status }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
  });
}
