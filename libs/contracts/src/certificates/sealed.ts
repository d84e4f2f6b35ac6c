/** What every certificate has, whatever it certifies. */
export interface Sealed {
  readonly engineVersion: string;
  readonly hash: string;
}

/** The event that carries a certificate. */
export interface CertifiedEvent {
  readonly type: string;
  /** Its stream, `<project>/<kind>/<key>`. */
  readonly subject?: string;
  readonly data: unknown;
}

/** What of that event follows from the verdict: its type, and fields of its data. */
export interface Told {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}
