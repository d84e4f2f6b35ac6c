import { parseJsonBody, Problem } from '../src/index.js';

const caps = { maxDepth: 32, maxKeys: 100 };
const parse = (text: string | Buffer): unknown => parseJsonBody(Buffer.from(text), caps);

const problemOf = (text: string | Buffer): unknown => {
  try {
    return { code: 'accepted', value: parse(text) };
  } catch (error) {
    return error;
  }
};
const codeOf = (text: string | Buffer): unknown => {
  const found = problemOf(text);
  return found instanceof Error && !(found instanceof Problem) ? 'surprise' : (found as Problem).code;
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
    ['{"a":[{"__proto__":{"admin":true}}]}', 'a[0].__proto__', { admin: true }],
    ['{"a":["x\\u0000"]}', 'a[0]', 'x\0'],
    [`{"a":{"constructor":"${'x'.repeat(500)}"}}`, 'a.constructor', `${'x'.repeat(200)}…`],
    [`{"password":["\\u0000"]}`, 'password[0]', '[hidden]'],
  ])('says of %s where it is, and what it holds', (body, path, value) => {
    expect(problemOf(body)).toMatchObject({ errors: [{ path, value }] });
  });

  it.each([
    ['['.repeat(33), 'must have 32 levels at most'],
    [`{${'"k":1,'.repeat(101)}"k":1}`, 'must have 100 keys at most'],
  ])('says what is too much', (body, message) => {
    expect(problemOf(body)).toMatchObject({ errors: [{ path: '', message }] });
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
