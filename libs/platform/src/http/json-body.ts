import { isUtf8 } from 'node:buffer';
import { BadRequestProblem, TooLargeProblem } from '../problems/http-problems.js';
import { shownValue } from '../problems/shown-value.js';
import { joined } from '../problems/validation.problem.js';

/** How much structure a JSON body may have. */
export interface JsonCaps {
  readonly maxDepth: number;
  readonly maxKeys: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACE = 0x7d;
const CLOSE_BRACKET = 0x5d;

/**
 * Parses a JSON body that may come from anyone: strict UTF-8, bounded depth and number of keys (both checked
 * before parsing, because a parser of nested text recurses), no keys that reach a prototype, no text that cannot
 * be stored.
 * An empty body is `undefined`.
 * @throws BadRequestProblem `INVALID_UTF8`, `BODY_TOO_DEEP`, `INVALID_JSON`, `FORBIDDEN_KEY`,
 *   `INVALID_TEXT`
 * @throws TooLargeProblem `TOO_MANY_KEYS`
 * @example parseJsonBody(Buffer.from('{"a":1}'), { maxDepth: 32, maxKeys: 10_000 }) // { a: 1 }
 */
export function parseJsonBody(body: Buffer, caps: JsonCaps): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw new BadRequestProblem('INVALID_UTF8', 'the body is not valid UTF-8');
  checkStructure(body, caps);
  const text = body.toString('utf8');
  const value = parsed(text);
  // An escape can hide a key or make text that no database stores, so any escape makes everything be looked at.
  if (text.includes('__proto__') || text.includes('"constructor"') || text.includes('\\u'))
    checkMembers(value, '');
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : 'unreadable';
    throw new BadRequestProblem('INVALID_JSON', `the body is not JSON: ${reason}`, { cause: error });
  }
}

function checkStructure(body: Buffer, { maxDepth, maxKeys }: JsonCaps): void {
  let depth = 0;
  let keys = 0;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) at = endOfString(body, at);
    else if (byte === COLON) keys += 1;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth += 1;
      if (depth > maxDepth)
        throw new BadRequestProblem(
          'BODY_TOO_DEEP',
          `the body is nested deeper than ${String(maxDepth)} levels, from byte ${String(at)} on`,
          { errors: [{ path: '', message: `must have ${String(maxDepth)} levels at most` }] },
        );
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
  }
  if (keys > maxKeys)
    throw new TooLargeProblem(
      'TOO_MANY_KEYS',
      `the body has ${String(keys)} keys; the limit is ${String(maxKeys)}`,
      { errors: [{ path: '', value: keys, message: `must have ${String(maxKeys)} keys at most` }] },
    );
}

function endOfString(body: Buffer, start: number): number {
  let at = start + 1;
  while (at < body.length && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
  return at;
}

function checkMembers(value: unknown, path: string): void {
  if (typeof value === 'string') return checkText(value, path);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    const at = joined(path, key);
    if (key === '__proto__' || key === 'constructor') throw forbidden(key, at, child);
    checkText(key, at);
    checkMembers(child, at);
  }
}

const forbidden = (key: string, path: string, value: unknown): BadRequestProblem =>
  new BadRequestProblem('FORBIDDEN_KEY', `the key "${key}" is not allowed in a body`, {
    errors: [{ path, value: shownValue(path, value), message: 'is not an allowed key' }],
  });

// Postgres stores neither; what cannot be stored must not be acknowledged.
const UNSTORABLE = /[\0\p{Surrogate}]/u;

function checkText(text: string, path: string): void {
  if (!UNSTORABLE.test(text)) return;
  const message = 'has a NUL character or half a surrogate pair';
  throw new BadRequestProblem('INVALID_TEXT', `${path === '' ? 'the body' : path} ${message}`, {
    errors: [{ path, value: shownValue(path, text), message }],
  });
}
