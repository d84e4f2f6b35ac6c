import { missingInWords, reasonInWords } from './reason-in-words.js';

describe('why a figure is missing', () => {
  it('is a sentence, whatever it was before', () => {
    expect(reasonInWords('zero-denominator')).toBe('the denominator adds up to 0');
    expect(reasonInWords('a quantile is no mean of rewards')).toBe('a quantile is no mean of rewards');
    expect(reasonInWords('arms-differ')).toBe('an arm differs from control');
    expect(reasonInWords('constructor')).toBe('constructor');
  });

  it('says which side has no units', () => {
    const comparison = { reason: 'no-units' };
    expect(missingInWords({ units: 1, comparison })).toBe('control has no units');
    expect(missingInWords({ units: 0, reason: 'no-units', comparison })).toBe('there are no units');
    expect(missingInWords({ units: 0, reason: 'no-units', comparison: null })).toBe('there are no units');
    expect(missingInWords({ units: 2, comparison: {} })).toBe('');
  });
});
