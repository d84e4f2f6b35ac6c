import type { DeliveredEvent } from '@assay/event-bus';
import { NoStreamVersionError } from '../errors/index.js';

/** How far a decision stream was applied, and why it is applied no further. */
export interface StreamProgress {
  readonly version: number;
  readonly quarantined: string | null;
}

export interface SequencedBatch {
  readonly events: readonly DeliveredEvent[];
  /** Streams whose progress changed. */
  readonly changed: ReadonlyMap<string, StreamProgress>;
}

const NEW_STREAM: StreamProgress = { version: 0, quarantined: null };

/**
 * Which events of a batch come next in their streams: version last + 1 is applied, older ones are repeats, and a
 * gap quarantines that stream alone: its last good state stays, and nothing of it is applied until a rebuild.
 */
export function sequenceStreams(
  events: readonly DeliveredEvent[],
  known: ReadonlyMap<string, StreamProgress>,
): SequencedBatch {
  const changed = new Map<string, StreamProgress>();
  const next = events.filter((delivered) => {
    const { subject, streamversion } = delivered.event;
    if (streamversion === undefined) throw new NoStreamVersionError(delivered.event.type, delivered.event.id);
    const progress = changed.get(subject) ?? known.get(subject) ?? NEW_STREAM;
    if (progress.quarantined !== null || streamversion <= progress.version) return false;
    if (streamversion === progress.version + 1) {
      changed.set(subject, { version: streamversion, quarantined: null });
      return true;
    }
    changed.set(subject, { ...progress, quarantined: gapAt(delivered, progress.version + 1) });
    return false;
  });
  return { events: next, changed };
}

const gapAt = ({ topic, partition, offset, event }: DeliveredEvent, expected: number): string =>
  `version ${String(event.streamversion)} at ${topic}[${String(partition)}]:${String(offset)}, ` +
  `expected ${String(expected)}`;
