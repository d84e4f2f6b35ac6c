import { BadRequestProblem, UnsupportedMediaTypeProblem } from '@assay/platform';

/** Gives the member on a line; undefined for a line that has none (blank, or the heading of a table). */
export type MemberOfLine = (line: string, lineNumber: number) => string | undefined;

const LONGEST = 200;
const HEADINGS: ReadonlySet<string> = new Set(['member', 'unit', 'id', 'user', 'user_id']);
const QUOTED = /^"((?:[^"]|"")*)"(?:,|$)/;

function invalid(line: number, value: unknown, message: string): BadRequestProblem {
  const detail = `line ${String(line)}: ${message}`;
  return new BadRequestProblem('SEGMENT_MEMBER_INVALID', detail, {
    errors: [{ path: `line ${String(line)}`, value, message }],
  });
}

function checked(value: unknown, line: number): string {
  const member = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof member !== 'string')
    throw invalid(line, value, 'must be a text or a whole number, or an object with one as "member"');
  if (member === '' || member.length > LONGEST || member.includes('\0'))
    throw invalid(line, member.slice(0, LONGEST), `must have 1 to ${String(LONGEST)} characters and no NUL`);
  return member;
}

function parsed(line: string, lineNumber: number): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    throw invalid(lineNumber, line.slice(0, LONGEST), 'must be JSON');
  }
}

/** A text or a number on each line, or an object that has one as `member`. */
export const memberOfJsonLine: MemberOfLine = (line, lineNumber) => {
  if (line.trim() === '') return undefined;
  const value = parsed(line, lineNumber);
  const isHolder = typeof value === 'object' && value !== null && Object.hasOwn(value, 'member');
  return checked(isHolder ? (value as { readonly member: unknown }).member : value, lineNumber);
};

/** The first column of a table, with or without a heading. */
export const memberOfCsvLine: MemberOfLine = (line, lineNumber) => {
  if (line.trim() === '') return undefined;
  const quoted = QUOTED.exec(line)?.[1];
  if (quoted === undefined && line.startsWith('"'))
    throw invalid(lineNumber, line.slice(0, LONGEST), 'must close its quotation mark on the same line');
  const value = quoted?.replaceAll('""', '"') ?? line.split(',')[0]?.trim() ?? '';
  return lineNumber === 1 && HEADINGS.has(value.toLowerCase()) ? undefined : checked(value, lineNumber);
};

/** The media types of a list of members, as they are told to those who send it. */
export const MEMBER_TYPES = ['application/x-ndjson', 'text/csv'] as const;

/**
 * How lines of this media type are read.
 * @throws UnsupportedMediaTypeProblem for any but NDJSON and CSV
 */
export function lineReaderOf(contentType: string | undefined): MemberOfLine {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (/^application\/(x-)?(ndjson|jsonlines|jsonl)$/.test(type)) return memberOfJsonLine;
  if (type === 'text/csv') return memberOfCsvLine;
  throw new UnsupportedMediaTypeProblem(
    'SEGMENT_FORMAT_UNSUPPORTED',
    `"${type}" is no list of members: send ${MEMBER_TYPES.join(' or ')}`,
  );
}
