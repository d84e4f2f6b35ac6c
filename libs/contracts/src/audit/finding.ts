/** What kind of damage, or what is worth knowing; stable names for scripts. */
export type FindingKind =
  | 'event-altered'
  | 'event-missing'
  | 'event-reordered'
  | 'chain-broken'
  | 'positions-missing'
  | 'stream-missing'
  | 'record-altered'
  | 'record-missing'
  | 'record-foreign'
  | 'record-reordered'
  | 'record-repeated'
  | 'record-unreadable'
  | 'certificate-altered'
  | 'certificate-of-other-rules'
  | 'row-changed'
  | 'row-missing'
  | 'row-added'
  | 'checkpoint-beyond-log'
  | 'log-gap'
  | 'archive-manifest-altered'
  | 'archive-segment-missing'
  | 'archive-segment-altered'
  | 'archive-chain-broken'
  | 'archive-differs'
  | 'archive-stopped'
  | 'sticky-differs'
  | 'sticky-unconfirmed';

/** One thing that verification found to be otherwise than the log says. */
export interface Finding {
  readonly kind: FindingKind;
  /** `note`: it may be so, and is worth knowing. */
  readonly severity: 'damage' | 'note';
  /** Where it is: a stream and version, a topic and offset, a table. */
  readonly place: string;
  /** The fact in one sentence. */
  readonly problem: string;
  /** RFC 3339: the damage is not older than this; null where nothing says so. */
  readonly since: string | null;
  readonly expected?: unknown;
  readonly found?: unknown;
}
