import * as fc from 'fast-check';
import { inflated } from '../src/body/inflate.js';
import { jsonLines } from '../src/body/json-lines.js';
import { UnreadableEvent } from '../src/event/unreadable-event.js';
import { gzipSync } from 'node:zlib';

const caps = { maxDepth: 32, maxKeys: 1000 };
const lines = (text: string, most = 1000) => jsonLines(Buffer.from(text), caps, most);

describe('JSON lines', () => {
  it('give back what was written, whatever stands between', () => {
    const value = fc.record({ a: fc.string({ unit: 'grapheme' }), b: fc.integer() });
    const gap = fc.constantFrom('\n', '\r\n', '\n\n', '\n \t\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(value, gap), { maxLength: 20 }), (written) => {
        const text = written.map(([each, between]) => `${JSON.stringify(each)}${between}`).join('');
        expect(lines(text)).toEqual(written.map(([each]) => each));
      }),
      { numRuns: 300, seed: 20260304 },
    );
  });

  it.each([
    ['', 0],
    ['\n\n', 0],
    ['1', 1],
    ['1\n', 1],
    ['1\n2', 2],
  ])('%j are %i', (text, count) => {
    expect(lines(text)).toHaveLength(count);
  });

  it('are not read on after one more than is taken', () => {
    expect(lines('1\n'.repeat(100), 10)).toHaveLength(11);
  });

  it('that cannot be read stand in their place with the reason', () => {
    const [first, second, third] = lines('1\n{"a":\n3');
    expect([first, third]).toEqual([1, 3]);
    expect(second).toBeInstanceOf(UnreadableEvent);
    expect((second as UnreadableEvent).refusal).toMatchObject({ path: '', code: 'INVALID_JSON' });
  });
});

describe('a body that is inflated', () => {
  it('is the same up to the limit, and refused after it', async () => {
    const body = Buffer.from('x'.repeat(1000));
    expect(await inflated(gzipSync(body), 'gzip', 1000)).toEqual(body);
    await expect(inflated(gzipSync(body), 'gzip', 999)).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
  });

  it('is left as it is where nothing was compressed', async () => {
    const body = Buffer.from('x');
    for (const encoding of [undefined, '', 'identity', ' Identity '])
      expect(await inflated(body, encoding, 10)).toBe(body);
    expect(await inflated(Buffer.alloc(0), 'gzip', 10)).toHaveLength(0);
  });
});
