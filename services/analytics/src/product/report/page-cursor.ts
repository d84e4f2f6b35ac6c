import { ValidationProblem } from '@assay/platform';

/** Where a page ended: a number, and a text that tells apart what has the same number. */
export type Cursor = readonly [place: number, text: string];

export const cursorText = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** @throws ValidationProblem for what is no cursor of an earlier page */
export function readCursor(text: string): Cursor {
  const [place, name] = parsed(text);
  if (Number.isSafeInteger(place) && typeof name === 'string' && !name.includes('\0'))
    return [place as number, name];
  const message = 'must be the nextCursor of an earlier page';
  throw new ValidationProblem([{ path: 'cursor', value: text, message }]);
}

function parsed(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
