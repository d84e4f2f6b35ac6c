import type { ModelHash } from '../reading/model-hash.js';
import type { PartitionState } from '../reading/completeness.js';

/** What the operations of a service show of one projection. */
export interface ProjectionStatus {
  readonly name: string;
  readonly version: number;
  readonly generation: number;
  /** Events that lie in the log and are not in the model yet, as last reported by the owners of the partitions. */
  readonly lag: number;
  /** RFC 3339; null while a partition has never been reported. */
  readonly completeTo: string | null;
  readonly positions: readonly Omit<PartitionState, 'completeTo'>[];
  /** Decision streams that are applied no further, with the place of the gap. */
  readonly quarantined: readonly { readonly stream: string; readonly reason: string }[];
  /** Of this process: whether it reads, and what went wrong last. */
  readonly process: { readonly running: boolean; readonly lastError?: string };
  /** Only when asked for: it reads the whole model. */
  readonly hash?: ModelHash;
}

/** How far a rebuild is. */
export interface RebuildProgress {
  readonly projection: string;
  readonly generation: number;
  readonly version: number;
  /** `held`: built, and kept beside the live one, because something was found; rebuild again, or accept it. */
  readonly state: 'running' | 'held' | 'done';
  /** How much was found damaged in the log or different in the live tables; null where nothing was compared (yet). */
  readonly found: number | null;
  readonly eventsDone: number;
  readonly eventsTotal: number;
  /** Since it began. */
  readonly eventsPerSecond: number;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Why it goes no further, as the process sees it that answers: it is tried again. */
  readonly halted?: string;
}
