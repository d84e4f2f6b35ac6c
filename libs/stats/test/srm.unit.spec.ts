import fc from 'fast-check';
import {
  InvalidCountError,
  LengthMismatchError,
  OutOfRangeError,
  sampleRatioMismatch,
  sequentialSampleRatio,
  SRM_ALARM,
  srmByPhase,
} from '../src/index.js';
import { relativeError } from './reference/relative-error.js';

const counts = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 2, maxLength: 5 });

describe('sampleRatioMismatch', () => {
  it.each([
    [[135, 115], [0.5, 0.5], 1.6, 1, 0.20590321073206466],
    [[310, 98], [0.75, 0.25], 0.20915032679738563, 1, 0.647434185701797],
    [[0, 10, 10], [0.34, 0.33, 0.33], 10.303030303030301, 2, 0.0057906244034232005],
    [[600, 400], [1, 1], 40, 1, 2.5396285894708634e-10],
    [[821588, 815482], [50, 50], 22.77436884189436, 1, 1.8217928726191858e-6],
  ])('of %p at %p', (units, weights, chi2, df, pValue) => {
    const result = sampleRatioMismatch(units, weights);
    expect(result.chi2).toBeCloseTo(chi2, 9);
    expect(result.df).toBe(df);
    expect(relativeError(pValue, result.pValue ?? 0)).toBeLessThan(1e-9);
  });

  it('leaves an arm of weight 0 out, with its count and its degree of freedom', () => {
    const result = sampleRatioMismatch([1000, 1200, 900], [0.5, 0.5, 0]);
    expect(result).toEqual(sampleRatioMismatch([1000, 1200], [0.5, 0.5]));
    expect(result.df).toBe(1);
  });

  it('needs two arms with a weight, and units', () => {
    expect(sampleRatioMismatch([10, 5], [1, 0])).toEqual({
      chi2: null,
      df: null,
      pValue: null,
      reason: 'too-few-arms',
    });
    expect(sampleRatioMismatch([0, 0], [1, 1])).toEqual({
      chi2: null,
      df: null,
      pValue: null,
      reason: 'no-units',
    });
  });

  it('does not depend on the scale of the weights or the order of the arms', () => {
    fc.assert(
      fc.property(counts, (units) => {
        const weights = units.map((_, i) => i + 1);
        const plain = sampleRatioMismatch(units, weights);
        const scaled = sampleRatioMismatch(
          units,
          weights.map((weight) => weight * 7),
        );
        const turned = sampleRatioMismatch([...units].reverse(), [...weights].reverse());
        expect(scaled.pValue ?? 2).toBeCloseTo(plain.pValue ?? 2, 10);
        expect(turned.pValue ?? 2).toBeCloseTo(plain.pValue ?? 2, 10);
      }),
      { seed: 31 },
    );
  });

  it('refuses negative counts and weights, and lists of different lengths', () => {
    expect(() => sampleRatioMismatch([-1, 2], [1, 1])).toThrow(InvalidCountError);
    expect(() => sampleRatioMismatch([1, 2], [1, Number.NaN])).toThrow('weights[1] is NaN');
    expect(() => sampleRatioMismatch([1, 2], [1])).toThrow(LengthMismatchError);
  });
});

describe('sequentialSampleRatio', () => {
  it.each([
    [[1000, 1200], 5.476668671600237, 0.004183242265133367],
    [[5000, 5000], -4.379453828347323, 1],
    [[44000, 45000], 0.14561971717193956, 0.8644863900129173],
  ])('of %p at one half each', (units, logBayesFactor, pValue) => {
    const result = sequentialSampleRatio(units, [0.5, 0.5], [1, 1]);
    expect(result.logBayesFactor).toBeCloseTo(logBayesFactor, 8);
    expect(result.pValueIfOnlyLook).toBeCloseTo(pValue, 8);
  });

  it('for two arms and a flat prior is the beta integral over the binomial', () => {
    // ∫ θ³(1 − θ) dθ over (1/2)⁴ = B(4, 2) · 16
    expect(sequentialSampleRatio([3, 1], [1, 1]).logBayesFactor).toBeCloseTo(Math.log((1 / 20) * 16), 12);
  });

  it('is certain when a unit comes to an arm that should get none, and drops that arm otherwise', () => {
    expect(sequentialSampleRatio([10, 1], [1, 0])).toEqual({ logBayesFactor: null, pValueIfOnlyLook: 0 });
    const without = sequentialSampleRatio([60, 40], [1, 1]).logBayesFactor;
    expect(sequentialSampleRatio([60, 40, 0], [1, 1, 0]).logBayesFactor).toBe(without);
  });

  it('says nothing before the first unit', () => {
    expect(sequentialSampleRatio([0, 0], [1, 1])).toEqual({ logBayesFactor: 0, pValueIfOnlyLook: 1 });
  });

  it('raises few false alarms however often one looks, where a peeked chi-squared raises many', () => {
    let state = 99;
    const coin = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 31;
    };
    let [sequentialAlarms, peekedAlarms] = [0, 0];
    for (let run = 0; run < 400; run += 1) {
      const units = [0, 0];
      let [smallest, smallestPeeked] = [1, 1];
      for (let step = 0; step < 50; step += 1) {
        for (let i = 0; i < 40; i += 1) {
          const arm = coin();
          units[arm] = (units[arm] ?? 0) + 1;
        }
        smallest = Math.min(smallest, sequentialSampleRatio(units, [1, 1]).pValueIfOnlyLook);
        smallestPeeked = Math.min(smallestPeeked, sampleRatioMismatch(units, [1, 1]).pValue ?? 1);
      }
      sequentialAlarms += smallest <= SRM_ALARM ? 1 : 0;
      peekedAlarms += smallestPeeked <= 0.05 ? 1 : 0;
    }
    expect(sequentialAlarms / 400).toBeLessThanOrEqual(SRM_ALARM);
    expect(peekedAlarms / 400).toBeGreaterThan(0.2);
  });

  it('refuses shares that are all 0 and priors that are not positive', () => {
    expect(() => sequentialSampleRatio([1, 1], [0, 0])).toThrow(OutOfRangeError);
    expect(() => sequentialSampleRatio([1, 1], [1, 1], [1, 0])).toThrow(OutOfRangeError);
    expect(() => sequentialSampleRatio([1, 1], [1, 1], [1])).toThrow(LengthMismatchError);
  });
});

describe('srmByPhase', () => {
  const even = { counts: [5000, 5100], weights: [1, 1] };
  const ramped = { counts: [900, 8100], weights: [10, 90] };

  it('with one phase is the plain test of it', () => {
    const { chi2, df, pValue } = sampleRatioMismatch(even.counts, even.weights);
    const look = sequentialSampleRatio(even.counts, even.weights);
    expect(srmByPhase([even])).toEqual({
      chi2,
      df,
      pValue,
      logBayesFactor: look.logBayesFactor,
      sequentialPValue: look.pValueIfOnlyLook,
      reason: null,
    });
  });

  it('adds statistics and evidence over phases', () => {
    const [first, second] = [srmByPhase([even]), srmByPhase([ramped])];
    const both = srmByPhase([even, ramped]);
    expect(both.chi2).toBeCloseTo((first.chi2 ?? 0) + (second.chi2 ?? 0), 12);
    expect(both.df).toBe(2);
    expect(both.logBayesFactor).toBeCloseTo((first.logBayesFactor ?? 0) + (second.logBayesFactor ?? 0), 9);
  });

  it('takes a change of weights for no mismatch, as pooling would', () => {
    const pooled = sampleRatioMismatch([5900, 13200], [1, 1]);
    expect(pooled.pValue).toBeLessThan(1e-100);
    expect(srmByPhase([even, ramped]).pValue).toBeGreaterThan(0.3);
  });

  it('adds nothing for a phase without units or with one arm', () => {
    const idle = { counts: [0, 0], weights: [1, 1] };
    const concluded = { counts: [50, 0], weights: [1, 0] };
    const { chi2, df, pValue } = srmByPhase([even]);
    expect(srmByPhase([even, idle, concluded])).toMatchObject({ chi2, df, pValue });
  });

  it('is certain of a mismatch when a phase sent units where it should not', () => {
    const wrong = { counts: [50, 1], weights: [1, 0] };
    expect(srmByPhase([even, wrong])).toMatchObject({ logBayesFactor: null, sequentialPValue: 0 });
  });

  it('has nothing to test without phases', () => {
    expect(srmByPhase([])).toEqual({
      chi2: null,
      df: null,
      pValue: null,
      logBayesFactor: 0,
      sequentialPValue: 1,
      reason: 'no-units',
    });
  });
});
