import type { EventEnvelope } from '@assay/contracts';

/** What to do with an event of a decision stream. `quarantined`: its stream was set aside before. */
export type Placement = 'apply' | 'ignore' | 'gap' | 'quarantined';

/** A decision stream that was set aside, because one of its events is missing or could not be applied. */
export interface QuarantinedStream {
  readonly stream: string;
  /** The version whose state is kept. */
  readonly version: number;
  readonly reason: string;
}

/** Where a sequencer begins, and whom it tells. */
export interface SequencerOptions {
  /** Versions already applied, by stream: where an earlier sequencer stopped. */
  readonly versions?: Iterable<readonly [string, number]>;
  /** Raise an alert: one stream is set aside, everything else goes on. */
  readonly onQuarantine?: (stream: QuarantinedStream) => void;
}

/**
 * Answers whether an event of a decision stream may be applied: version last + 1 is, older ones were, and a gap
 * sets that one stream aside with its last good state. Events without a stream version are always applied.
 *
 * A stream stays quarantined until the state is built anew from the log.
 * @example
 * const sequencer = new StreamSequencer({ onQuarantine: ({ stream, reason }) => alert(stream, reason) });
 * sequencer.apply(event, () => state.fold(event)); // 'apply', 'ignore', 'gap' or 'quarantined'
 */
export class StreamSequencer {
  private readonly last: Map<string, number>;
  private readonly setAside = new Map<string, QuarantinedStream>();

  constructor(private readonly options: SequencerOptions = {}) {
    this.last = new Map(options.versions);
  }

  /** Where the event stands, without applying it; a gap quarantines the stream. */
  place({ subject, streamversion }: EventEnvelope): Placement {
    if (this.setAside.has(subject)) return 'quarantined';
    if (streamversion === undefined) return 'apply';
    const next = (this.last.get(subject) ?? 0) + 1;
    if (streamversion < next) return 'ignore';
    if (streamversion === next) return 'apply';
    this.quarantine(subject, `version ${String(streamversion)} came where ${String(next)} was due`);
    return 'gap';
  }

  /** Notes that the event was applied. */
  applied({ subject, streamversion }: EventEnvelope): void {
    if (streamversion !== undefined) this.last.set(subject, streamversion);
  }

  /** Applies the event if it is due; a function that throws quarantines the stream and nothing else. */
  apply(event: EventEnvelope, change: () => void): Placement {
    const placement = this.place(event);
    if (placement !== 'apply') return placement;
    try {
      change();
      this.applied(event);
      return 'apply';
    } catch (error) {
      this.quarantine(event.subject, error instanceof Error ? error.message : String(error));
      return 'quarantined';
    }
  }

  /** Sets a stream aside, for instance because one of its events could not be read. */
  quarantine(stream: string, reason: string): void {
    if (this.setAside.has(stream)) return;
    const quarantined = { stream, version: this.last.get(stream) ?? 0, reason };
    this.setAside.set(stream, quarantined);
    this.options.onQuarantine?.(quarantined);
  }

  quarantined(): readonly QuarantinedStream[] {
    return [...this.setAside.values()];
  }

  /** The last applied version of every stream; hand it to a new sequencer to continue. */
  versions(): ReadonlyMap<string, number> {
    return new Map(this.last);
  }
}
