import type { LogRecord } from '@assay/event-bus';
import { partitionOfKey } from '@assay/event-bus';
import { BadRequestProblem } from '@assay/platform';

/** A message of an export, on its way back into a log. */
export type ImportedRecord = Omit<LogRecord, 'appendedAt'>;

interface Line {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data?: unknown;
  readonly value?: string;
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const areTexts = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((text) => typeof text === 'string');

/** The fields that an export writes, and what each has to be. */
const FIELDS: readonly (readonly [keyof Line, (value: unknown) => boolean, string])[] = [
  ['topic', (value) => typeof value === 'string', 'must be the name of a topic'],
  ['partition', isCount, 'must be a whole number, 0 or more'],
  ['offset', isCount, 'must be a whole number, 0 or more'],
  ['key', (value) => typeof value === 'string', 'must be a text'],
  ['headers', areTexts, 'must be an object of texts'],
  ['value', (value) => value === undefined || typeof value === 'string', 'must be Base64'],
];

const invalid = (number: number, path: string, value: unknown, message: string): BadRequestProblem =>
  new BadRequestProblem('IMPORT_LINE_INVALID', `line ${String(number)}: ${path} ${message}`, {
    errors: [{ path: `line ${String(number)}.${path}`, value, message }],
  });

function parsed(text: string, number: number): Line {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    throw invalid(number, 'it', text.slice(0, 200), 'must be JSON, as an export has it');
  }
  if (typeof line !== 'object' || line === null || Array.isArray(line))
    throw invalid(number, 'it', text.slice(0, 200), 'must be an object, as an export has it');
  for (const [field, isRight, expected] of FIELDS) {
    const value = (line as Line)[field];
    if (!isRight(value)) throw invalid(number, field, value, expected);
  }
  return line as Line;
}

/**
 * One line of an export as the message it was.
 * @param partitions how many its topic has here: a key has to be in the partition that it was in
 * @throws BadRequestProblem naming the line, the field and its value
 */
export function importLine(text: string, number: number, partitions: number): ImportedRecord {
  const { topic, partition, offset, key, headers, data, value } = parsed(text, number);
  if (partitionOfKey(key, partitions) !== partition)
    throw invalid(
      number,
      'partition',
      partition,
      `is not where ${JSON.stringify(key)} belongs: here ${topic} has ${String(partitions)} partitions. Create the ` +
        `system with as many as the export comes from (TOPIC_PARTITIONS)`,
    );
  const bytes =
    value === undefined ? Buffer.from(JSON.stringify(data ?? null)) : Buffer.from(value, 'base64');
  return { topic, partition, offset, key, headers, value: bytes };
}
