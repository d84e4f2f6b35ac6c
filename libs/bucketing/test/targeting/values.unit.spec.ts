import fc from 'fast-check';
import { attributeAt, namesOf } from '../../src/targeting/attribute.js';
import { instantOf } from '../../src/targeting/instant.js';
import { compareVersions, versionOf } from '../../src/targeting/version.js';

const SEED = 20_240_601;

describe('attributeAt', () => {
  const read = (attributes: unknown, path: string): unknown => attributeAt(attributes, namesOf(path));

  it('follows own properties to any depth', () => {
    let deep: unknown = 'found';
    for (let level = 0; level < 100; level += 1) deep = { a: deep };
    expect(attributeAt(deep, new Array<string>(100).fill('a'))).toBe('found');
  });

  it('reads a name with a dot in it from a list of names', () => {
    expect(attributeAt({ 'a.b': { c: 1 } }, namesOf(['a.b', 'c']))).toBe(1);
    expect(read({ 'a.b': 1 }, 'a.b')).toBeUndefined();
  });

  it.each(['__proto__', 'constructor', 'toString', 'a.__proto__.b', 'hasOwnProperty.name'])(
    'finds nothing inherited at %s',
    (path) => {
      expect(read({ a: {} }, path)).toBeUndefined();
    },
  );

  it('reads a __proto__ that a context brings as an attribute, and changes no object by it', () => {
    const context: unknown = JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"x":1}}}');
    expect(read(context, 'admin')).toBeUndefined();
    expect(read(context, '__proto__.admin')).toBe(true);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it.each([[null], [undefined], ['text'], [7], [[1, 2]]])('finds nothing in %p', (attributes) => {
    expect(read(attributes, 'length')).toBeUndefined();
    expect(read(attributes, '0')).toBeUndefined();
  });
});

describe('instantOf', () => {
  it('agrees with the platform for every instant it can write', () => {
    const date = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, (given) => instantOf(given.toISOString()) === given.getTime()),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  it('moves by the offset', () => {
    const offset = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });
    fc.assert(
      fc.property(offset, (minutes) => {
        const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
        const digits = [hours, rest].map((part) => String(part).padStart(2, '0')).join(':');
        const text = `2026-01-05T10:00:00${minutes < 0 ? '-' : '+'}${digits}`;
        return instantOf(text) === Date.UTC(2026, 0, 5, 10) - minutes * 60_000;
      }),
      { seed: SEED },
    );
  });
});

describe('compareVersions', () => {
  // From the specification, each before the next.
  const ordered = [
    '0.0.4',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.1',
    '1.2.0',
    '1.10.0',
    '10.0.0',
    '99999999999999999999.0.0',
    '100000000000000000000.0.0',
  ];

  it('orders every pair as the specification does', () => {
    const versions = ordered.map((text) => versionOf(text));
    for (const [left, one] of versions.entries())
      for (const [right, other] of versions.entries())
        if (one !== undefined && other !== undefined)
          expect(Math.sign(compareVersions(one, other))).toBe(Math.sign(left - right));
    expect(versions).not.toContain(undefined);
  });

  it('does not look at build metadata', () => {
    const [one, other] = [versionOf('1.0.0+1'), versionOf('1.0.0+2')];
    expect(one && other && compareVersions(one, other)).toBe(0);
  });

  it('takes texts of up to 256 characters', () => {
    expect(versionOf(`1.0.0-${'a'.repeat(250)}`)).toBeDefined();
    expect(versionOf(`1.0.0-${'a'.repeat(251)}`)).toBeUndefined();
  });
});
