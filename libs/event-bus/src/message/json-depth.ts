const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;
const CLOSE_LIST = 0x5d;
const CLOSE_OBJECT = 0x7d;

/** How far a string's closing quote is, escapes skipped; the end of the text when it is not closed. */
function afterString(json: Uint8Array, start: number): number {
  let index = start;
  while (index < json.length && json[index] !== QUOTE) index += json[index] === BACKSLASH ? 2 : 1;
  return index + 1;
}

/**
 * Whether JSON text nests deeper than a limit, without parsing it: deep text must not reach a recursive parser or
 * validator. O(n), stops at the limit.
 */
export function isDeeperThan(json: Uint8Array, limit: number): boolean {
  // Every level needs a bracket at both ends.
  if (json.length <= 2 * limit) return false;
  let depth = 0;
  let index = 0;
  while (index < json.length) {
    const byte = json[index] ?? 0;
    index += 1;
    if (byte === QUOTE) index = afterString(json, index);
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}
