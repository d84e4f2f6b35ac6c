import { parseJsonBody, Problem } from '../src/index.js';

const caps = { maxDepth: 32, maxKeys: 100 };
const parse = (text: string | Buffer): unknown => parseJsonBody(Buffer.from(text), caps);

const codeOf = (text: string | Buffer): string => {
  try {
    parse(text);
    return 'accepted';
  } catch (error) {
    return error instanceof Problem ? error.code : 'surprise';
  }
};

describe('parseJsonBody', () => {
  it('reads what JSON can hold', () => {
    expect(parse('{"a":[1,"x{[:","\\"}",null,true],"b":{"c":-1.5e3}}')).toEqual({
      a: [1, 'x{[:', '"}', null, true],
      b: { c: -1500 },
    });
  });

  it('takes an empty body as no body', () => {
    expect(parse('')).toBeUndefined();
  });

  it.each([
    ['depth 33', '['.repeat(33) + ']'.repeat(33), 'BODY_TOO_DEEP'],
    ['depth 20,000', '{"a":'.repeat(20_000), 'BODY_TOO_DEEP'],
    [
      '101 keys',
      `{${Array.from({ length: 101 }, (_, at) => `"k${String(at)}":1`).join(',')}}`,
      'TOO_MANY_KEYS',
    ],
    ['half a document', '{"a":', 'INVALID_JSON'],
    ['NaN', '{"a":NaN}', 'INVALID_JSON'],
    ['Infinity', '{"a":-Infinity}', 'INVALID_JSON'],
    ['an open string', '{"a":"b\\', 'INVALID_JSON'],
    ['two documents', '{}{}', 'INVALID_JSON'],
    ['a byte order mark', '\ufeff{}', 'INVALID_JSON'],
    ['broken UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), 'INVALID_UTF8'],
    ['a cut character', Buffer.from([0x22, 0xc3, 0x22]), 'INVALID_UTF8'],
    ['__proto__', '{"a":[{"__proto__":{"admin":true}}]}', 'FORBIDDEN_KEY'],
    ['constructor', '{"constructor":{"prototype":{}}}', 'FORBIDDEN_KEY'],
    ['a NUL', '{"a":["x\\u0000"]}', 'INVALID_TEXT'],
    ['half a surrogate pair', '{"a\\ud800":1}', 'INVALID_TEXT'],
    ['an escaped __proto__', '{"\\u005f_proto__":1}', 'FORBIDDEN_KEY'],
  ])('refuses %s', (_case, body, code) => {
    expect(codeOf(body)).toBe(code);
  });

  it.each([
    ['depth 32', '['.repeat(32) + ']'.repeat(32)],
    ['100 keys', `{${Array.from({ length: 100 }, (_, at) => `"k${String(at)}":1`).join(',')}}`],
    ['brackets inside text', JSON.stringify('['.repeat(100))],
    ['__proto__ as a value', '{"name":"__proto__"}'],
    ['escapes in values', '{"name":"\\u00e9\\ud83d\\ude00"}'],
  ])('takes %s', (_case, body) => {
    expect(codeOf(body)).toBe('accepted');
  });
});
