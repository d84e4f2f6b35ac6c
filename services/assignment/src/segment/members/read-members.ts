import { createHash } from 'node:crypto';
import { MemberSetBuilder, MOST_MEMBERS } from '@assay/bucketing';
import { BadRequestProblem, TooLargeProblem } from '@assay/platform';
import type { MemberOfLine } from './member-lines.js';

export interface MemberList {
  /** Hex SHA-256 of `bytes`: the same members, in any order and however often, have the same hash. */
  readonly hash: string;
  readonly size: number;
  readonly bytes: Uint8Array;
}

const LONGEST_LINE = 10_000;

/** @param lines that had been read when there was one member too many */
const tooLarge = (lines: number): TooLargeProblem =>
  new TooLargeProblem('SEGMENT_TOO_LARGE', `a segment has ${String(MOST_MEMBERS)} members at most`, {
    errors: [
      {
        path: `line ${String(lines)}`,
        value: lines,
        message: `must be one of ${String(MOST_MEMBERS)} members at most`,
      },
    ],
  });

const lineTooLong = (line: number, text: string) => ({
  path: `line ${String(line)}`,
  value: `${text.slice(0, 100)}…`,
  message: `must have ${String(LONGEST_LINE)} characters at most`,
});

/**
 * Reads an upload as it arrives, keeping eight bytes of each member: the list itself is never held, nor kept.
 * @throws BadRequestProblem `SEGMENT_MEMBER_INVALID`, `SEGMENT_LINE_TOO_LONG`, `INVALID_UTF8`; TooLargeProblem over 1,000,000 members
 */
export async function readMembers(
  chunks: AsyncIterable<Uint8Array>,
  memberOf: MemberOfLine,
): Promise<MemberList> {
  const builder = new MemberSetBuilder();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let lineNumber = 0;
  const take = (line: string): void => {
    lineNumber += 1;
    const member = memberOf(line.endsWith('\r') ? line.slice(0, -1) : line, lineNumber);
    if (member !== undefined && !builder.add(member)) throw tooLarge(lineNumber);
  };
  const decoded = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      const where = `line ${String(lineNumber + 1)} or one after it`;
      throw new BadRequestProblem('INVALID_UTF8', `${where} is not UTF-8`, {
        errors: [{ path: where, message: 'must be UTF-8' }],
      });
    }
  };
  for await (const chunk of chunks) {
    const lines = (rest + decoded(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
    if (rest.length > LONGEST_LINE)
      throw new BadRequestProblem(
        'SEGMENT_LINE_TOO_LONG',
        `line ${String(lineNumber + 1)} is longer than ${String(LONGEST_LINE)} characters`,
        { errors: [lineTooLong(lineNumber + 1, rest)] },
      );
  }
  take(rest + decoded());
  const members = builder.build();
  const { bytes, size } = members;
  return { hash: createHash('sha256').update(bytes).digest('hex'), size, bytes };
}
