/** The messages of one partition from one offset to another, under one name: closed, and never changed. */
export interface SegmentIndex {
  readonly format: typeof SEGMENT_FORMAT;
  readonly topic: string;
  readonly partition: number;
  readonly first: number;
  readonly last: number;
  readonly count: number;
  /** When the log took its first and its last message, milliseconds since 1970. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** SHA-256 of the segment before; null for the first one. */
  readonly previous: string | null;
  /** SHA-256 of the last message, as its line has it: whether the log goes on from here can be told by it. */
  readonly tip: string;
}

/** What a manifest says of a segment. */
export interface SegmentEntry extends SegmentIndex {
  /** SHA-256 of the object; part of its name. */
  readonly sha256: string;
  /** Length of the object. */
  readonly bytes: number;
  /** Length of what it unpacks to. */
  readonly rawBytes: number;
}

export const SEGMENT_FORMAT = 'assay-segment/1';

const DIGITS = 20;

/** Under which key a segment lies: in order by name, and named after its content. */
export const segmentKey = ({ topic, partition, first, sha256 }: SegmentEntry): string =>
  `${topic}/${String(partition)}/${String(first).padStart(DIGITS, '0')}-${sha256}.jsonl.gz`;

/** What the first line of a segment says, out of its entry. */
export const indexOf = ({
  sha256: _sha,
  bytes: _bytes,
  rawBytes: _raw,
  ...index
}: SegmentEntry): SegmentIndex => index;
