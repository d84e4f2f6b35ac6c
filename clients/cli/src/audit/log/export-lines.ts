import { csvLine } from '../../terminal/csv.js';

/** A message of the log, as the service gives it. */
export interface RecordLine {
  readonly line: 'record';
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly appendedAt: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data?: unknown;
  readonly value?: string;
  /** What its sealed attributes are, where that was asked for. */
  readonly opened?: { readonly outcome: string; readonly attributes?: unknown };
}

/** The attributes of a message as they are now: those that were sealed are read, or said to be erased. */
export function attributesOf({ data, opened }: RecordLine): unknown {
  if (opened === undefined) return (data as { readonly attributes?: unknown } | null | undefined)?.attributes;
  return opened.outcome === 'open' ? opened.attributes : opened.outcome;
}

const CONTEXT = ['ce_id', 'ce_type', 'ce_subject', 'ce_time', 'ce_project', 'ce_actor', 'ce_source'] as const;

export const CSV_HEAD = csvLine([
  ...['topic', 'partition', 'offset', 'appendedAt', 'key'],
  ...CONTEXT.map((header) => header.slice('ce_'.length)),
  'data',
]);

/** A message as a line of the export. */
export function exportLine(format: string, { line: _name, ...record }: RecordLine): string {
  if (format === 'ndjson') return JSON.stringify(record);
  const { topic, partition, offset, appendedAt, key, headers, data, value, opened } = record;
  const attributes = attributesOf({ line: _name, ...record });
  return csvLine([
    ...[topic, partition, offset, appendedAt, key],
    ...CONTEXT.map((header) => headers[header]),
    data === undefined ? value : JSON.stringify(opened === undefined ? data : openedData(data, attributes)),
  ]);
}

/** Attributes in the place of what they were sealed as. */
const openedData = (data: unknown, attributes: unknown): unknown => ({
  ...(data as object),
  sealed: undefined,
  attributes,
});
