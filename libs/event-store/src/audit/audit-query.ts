import type { FieldError } from '@assay/platform';
import { ValidationProblem } from '@assay/platform';

/** What of the decisions is asked for; everything that is given has to hold. */
export interface AuditQuery {
  readonly actor?: string;
  readonly type?: string;
  /** The stream, or what it begins or ends with after a `*`. */
  readonly stream?: string;
  /** RFC 3339: not before … */
  readonly from?: string;
  /** … and before. */
  readonly to?: string;
  /** Only positions below this one. */
  readonly cursor?: number;
  readonly limit: number;
}

type Text = Readonly<Record<string, unknown>>;

const TEXTS = ['actor', 'type', 'stream'] as const;
const INSTANTS = ['from', 'to'] as const;
const KNOWN: readonly string[] = [...TEXTS, ...INSTANTS, 'cursor', 'limit'];
const PAGE = 50;
const MOST = 1_000;

const isText = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && value.length <= 300 && !value.includes('\0');
const isInstant = (value: unknown): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isWhole = (value: unknown, most: number): boolean =>
  typeof value === 'string' && /^\d{1,15}$/.test(value) && Number(value) >= 1 && Number(value) <= most;

function problemsOf(query: Text): readonly FieldError[] {
  const wrong = (
    path: string,
    isRight: (value: unknown) => boolean,
    message: string,
  ): readonly FieldError[] =>
    query[path] === undefined || isRight(query[path]) ? [] : [{ path, value: query[path], message }];
  return [
    ...Object.keys(query)
      .filter((name) => !KNOWN.includes(name))
      .map((path) => ({ path, value: query[path], message: `is not known; there are ${KNOWN.join(', ')}` })),
    ...TEXTS.flatMap((path) => wrong(path, isText, 'must be a text of 1 to 300 characters')),
    ...INSTANTS.flatMap((path) => wrong(path, isInstant, 'must be a time, as 2026-01-31T12:00:00Z')),
    ...wrong('cursor', (value) => isWhole(value, Number.MAX_SAFE_INTEGER), 'must be a cursor of this list'),
    ...wrong('limit', (value) => isWhole(value, MOST), `must be a number from 1 to ${String(MOST)}`),
  ];
}

/** @throws ValidationProblem naming each field that is wrong, with its value */
export function auditQueryOf(query: Text): AuditQuery {
  const problems = problemsOf(query);
  if (problems.length > 0) throw new ValidationProblem(problems);
  const { cursor, limit = String(PAGE), ...filters } = query;
  return {
    ...(filters as Omit<AuditQuery, 'cursor' | 'limit'>),
    ...(cursor === undefined ? {} : { cursor: Number(cursor) }),
    limit: Number(limit),
  };
}

/** The size of a sample in a query: undefined for everything. @throws ValidationProblem */
export function sampleOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (isWhole(value, 10_000_000)) return Number(value);
  throw new ValidationProblem([
    { path: 'sample', value, message: 'must be a whole number from 1 to 10000000' },
  ]);
}
