import type { FindingKind } from '@assay/contracts';
import { BrokenLogError } from '@assay/event-bus';

/** What of an archive can be damaged. */
export type ArchiveDamage = Extract<FindingKind, `archive-${string}`>;

/** What was found, and where. */
export interface DamageFound {
  readonly kind: ArchiveDamage;
  /** The object. */
  readonly place: string;
  /** The fact in one sentence. */
  readonly problem: string;
  readonly expected?: unknown;
  readonly found?: unknown;
}

/** An object of the archive is missing or is not what was written. Nothing of it is given out. */
export class ArchiveDamagedError extends BrokenLogError {
  readonly code = 'ARCHIVE_DAMAGED';

  constructor(
    readonly damage: DamageFound,
    cause?: unknown,
  ) {
    super(
      `${damage.kind}: ${damage.place}: ${damage.problem}; restore the object from a copy of the archive`,
      cause,
    );
  }
}
