import { isInstant } from '@assay/platform';
import { versionOf } from './if-match.js';
import { experimentKeyFromName, keyFromName } from './key-from-name.js';
import { EXPERIMENT_KEY } from './key.js';

describe('keyFromName', () => {
  it.each([
    ['Checkout button (green)', 'checkout-button-green'],
    ['  Café  au lait ', 'cafe-au-lait'],
    ['v1.2_beta', 'v1.2_beta'],
    ['--- !', ''],
    ['日本語', ''],
    ['x'.repeat(300), 'x'.repeat(100)],
  ])('makes of %j the key %j', (name, key) => {
    expect(keyFromName(name)).toBe(key);
  });
});

describe('keys of experiments', () => {
  it('are never taken for numbers', () => {
    expect(['99', '0', '12345', 'a99', '99a', '9-9'].filter((key) => EXPERIMENT_KEY.test(key))).toEqual([
      'a99',
      '99a',
      '9-9',
    ]);
    expect(['2026', 'Q1 2026'].map(experimentKeyFromName)).toEqual(['experiment-2026', 'q1-2026']);
  });
});

describe('versionOf', () => {
  it.each([
    [undefined, undefined],
    ['*', undefined],
    ['"3"', 3],
    ['W/"12"', 12],
    ['7', 7],
  ])('reads If-Match %j as %j', (header, version) => {
    expect(versionOf(header)).toBe(version);
  });

  it.each(['0', '-1', '"abc"', '"1", "2"', ''])('refuses %j', (header) => {
    expect(() => versionOf(header)).toThrow('If-Match: must be a version');
  });
});

describe('isInstant', () => {
  it.each(['2014-01-01T00:00:00Z', '2014-01-01T00:00:00.123456Z', '2014-01-01T01:00+01:00'])(
    'takes %s',
    (text) => {
      expect(isInstant(text)).toBe(true);
    },
  );

  it.each([
    '2014-01-01',
    '2014-01-01T00:00:00',
    '2014-W01-1T00:00:00Z',
    '2014-02-31T25:00:00Z',
    '2030-02-30T00:00:00Z',
    '',
    5,
    null,
  ])('refuses %j', (value) => {
    expect(isInstant(value)).toBe(false);
  });
});
