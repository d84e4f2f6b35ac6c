import {
  runCapability,
  runVectors,
  UnknownCapabilityError,
  UnknownFunctionError,
  UnknownShapeError,
} from '../src/index.js';
import { differences } from '../src/vectors/differences.js';

const vector = (changes: object = {}): object => ({
  id: 'even-split',
  capability: 'srm',
  inputs: { counts: [600, 400], weights: [0.5, 0.5] },
  expected: { chi2: 40, df: 1 },
  tolerance: { rel: 1e-9 },
  ...changes,
});

describe('runVectors', () => {
  it('counts what passes, from an array or from an object with vectors', () => {
    const passing = { passed: 2, failed: 0, ok: true, lines: ['2 passed, 0 failed'] };
    expect(runVectors(JSON.stringify([vector(), vector()]))).toEqual(passing);
    expect(runVectors(JSON.stringify({ vectors: [vector(), vector()] }))).toEqual(passing);
  });

  it('prints id, path, expected and actual of a failure, and goes on', () => {
    const report = runVectors(JSON.stringify([vector({ expected: { chi2: 41 } }), vector()]));
    expect(report.ok).toBe(false);
    expect(report.lines).toEqual(['even-split /chi2: expected 41, got 40', '1 passed, 1 failed']);
  });

  it('fails a vector that throws, is of an unknown capability, or lacks a field', () => {
    const report = runVectors(
      JSON.stringify([
        vector({ id: 'bad', inputs: { counts: [-1, 1], weights: [1, 1] } }),
        vector({ id: 'later', capability: 'entropy' }),
        vector({ id: 'more', expected: { entropy: 1 } }),
        vector(),
      ]),
    );
    expect(report.lines).toEqual([
      'bad: counts[0] is -1; a count is a finite number from 0 on',
      'later: the engine has no capability "entropy"',
      'more /entropy: expected 1, got nothing',
      '1 passed, 3 failed',
    ]);
  });

  it('runs one capability alone when asked', () => {
    const file = JSON.stringify([vector({ capability: 'entropy' }), vector()]);
    expect(runVectors(file, 'srm')).toMatchObject({ passed: 1, failed: 0, ok: true });
    expect(runVectors(file, 'nothing')).toMatchObject({
      ok: false,
      lines: ['no vectors of capability nothing', '0 passed, 0 failed'],
    });
  });

  it('goes on after an entry that is no vector', () => {
    const incomplete = vector({ expected: undefined });
    const { passed, failed, lines } = runVectors(JSON.stringify([vector(), incomplete, 3, vector()]));
    expect({ passed, failed }).toEqual({ passed: 2, failed: 2 });
    expect(lines.join('\n')).toMatch(
      /vectors\[1\]\.expected must be an object\n.*vectors\[2\] must be an object/,
    );
  });

  it.each([
    ['no JSON', '{', /^unreadable/],
    ['no list', '{}', /vectors must be a list/],
    ['an entry without id', '[{"capability":"srm"}]', /vectors\[0\]\.id must be a text/],
    ['an entry that is a number', '[3]', /vectors\[0\] must be an object/],
  ])('fails a file with %s', (_case, json, line) => {
    const report = runVectors(json);
    expect(report.ok).toBe(false);
    expect(report.lines[0]).toMatch(line);
    expect(report.lines.at(-1)).toBe('0 passed, 1 failed');
  });

  it('fails an empty file', () => {
    expect(runVectors('[]')).toEqual({
      passed: 0,
      failed: 0,
      ok: false,
      lines: ['no vectors', '0 passed, 0 failed'],
    });
  });
});

describe('differences', () => {
  it.each([
    [1, 1.0000001, { abs: 1e-6 }, true],
    [1, 1.00001, { abs: 1e-6 }, false],
    [1e10, 1e10 + 1, { rel: 1e-9 }, true],
    [100, 100.5, { abs: 0.1, rel: 0.01 }, true],
    [7, 7.0000001, { abs: 0 }, false],
    [0.1, 0.1 + 1e-14, { abs: 0 }, true],
    [0.1, 0.1 + 1e-10, { abs: 0 }, false],
    [0, 1e-13, { rel: 1e-9 }, true],
    [0, 1e-11, { rel: 1e-9 }, false],
    [3, 3, {}, true],
    [3, '3', { abs: 1 }, false],
    [3, Number.NaN, { abs: 1 }, false],
    [1, null, { abs: 1 }, false],
    [null, null, { abs: 1 }, true],
    [null, 0, { abs: 1 }, false],
    ['a', 'a', {}, true],
    ['a', 'b', {}, false],
    [[1, 2], [1, 2], { abs: 1e-9 }, true],
    [[1, 2], [1, 2, 3], { abs: 1e-9 }, false],
    [[1], 1, { abs: 1e-9 }, false],
    [{ a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 }, {}, true],
    [{ a: { b: 1 } }, { a: null }, {}, false],
  ])('expected %p, actual %p within %p: %p', (expected, actual, tolerance, same) => {
    expect(differences(expected, actual, tolerance).length === 0).toBe(same);
  });

  it('names the path of each difference', () => {
    expect(differences({ a: [1, { b: 2 }] }, { a: [0, { b: 3 }] }, {})).toEqual([
      { path: '/a/0', expected: 1, actual: 0 },
      { path: '/a/1/b', expected: 2, actual: 3 },
    ]);
  });
});

describe('runCapability', () => {
  const arm = { successes: 5, n: 10 };

  it.each([
    ['rho', { alpha: 0.05, tuning: 5000 }, ['rho']],
    [
      'a look',
      { estimate: 1, se: 1, nTotal: 10, tuning: 5000, alpha: 0.05 },
      ['halfWidth', 'ci', 'pValue', 'rho'],
    ],
    ['mSPRT', { control: arm, treatment: arm, tau2: 0.1, alpha: 0.05 }, ['V', 'lambda_', 'pValue', 'ci']],
    ['a two-sided mixture', { v: 1, alpha: 0.05, vOpt: 1, alphaOpt: 0.05, sided: 2 }, ['rho', 'bound']],
    ['a one-sided mixture', { v: 1, alpha: 0.05, vOpt: 1, alphaOpt: 0.05, sided: 1 }, ['rho', 'bound']],
    ['stitching', { v: 1, alpha: 0.05, vMin: 1, c: 0, s: 1.4, eta: 2 }, ['bound']],
    [
      'a beta-binomial mixture',
      { v: 99, alpha: 0.05, vOpt: 99, g: 0.2, h: 0.8, sided: 2 },
      ['logMixtureAt10', 'bound'],
    ],
    ['a Bernoulli sequence', { successes: 1, n: 9, alpha: 0.05, tOpt: 9 }, ['ci']],
    [
      'spending',
      { informationFractions: [0.5, 1], alpha: 0.05, sided: 2, spending: 'quadratic' },
      ['zBounds'],
    ],
  ])('sequential_cs knows the shape of %s', (_shape, inputs, outputs) => {
    expect(Object.keys(runCapability('sequential_cs', inputs))).toEqual(expect.arrayContaining(outputs));
  });

  it.each([
    ['a test', { control: arm, treatment: arm, alternative: 'two-sided' }, 'zPooled'],
    [
      'Welch',
      { control: arm, treatment: arm, effect: 'relative', dist: 't-welch', variance: 'p(1-p)' },
      'estimate',
    ],
    ['Newcombe', { control: arm, treatment: arm, method: 'newcombe-wilson' }, 'ci'],
    ['Wilson', { successes: 1, n: 5, method: 'wilson', confidence: 0.9 }, 'ci'],
  ])('two_proportion_z knows the shape of %s', (_shape, inputs, output) => {
    expect(Object.keys(runCapability('two_proportion_z', inputs))).toContain(output);
  });

  it('refuses what it does not know, by name', () => {
    expect(() => runCapability('witchcraft', {})).toThrow(UnknownCapabilityError);
    expect(() => runCapability('sequential_cs', { beta: 1 })).toThrow(UnknownShapeError);
    expect(() => runCapability('two_proportion_z', { control: arm })).toThrow(UnknownShapeError);
    expect(() => runCapability('srm', { counts: [1] })).toThrow(UnknownShapeError);
    expect(() => runCapability('distribution_tail', { fn: 'cauchy.cdf', args: [1] })).toThrow(
      UnknownFunctionError,
    );
    expect(() => runCapability('distribution_tail', { fn: 't.cdf', args: [1] })).toThrow(
      /args has 1 entries/,
    );
    expect(() => runCapability('welch_t', { control: 3, treatment: arm })).toThrow(
      'control must be an object',
    );
    expect(() => runCapability('welch_t', { control: { n: '3' }, treatment: arm })).toThrow(
      'n must be a number',
    );
  });
});
