import { reasonInWords } from './reason-in-words.js';

describe('why a figure is missing', () => {
  it('is a sentence, whatever it was before', () => {
    expect(reasonInWords('zero-denominator')).toBe('the denominator adds up to 0');
    expect(reasonInWords('a quantile is no mean of rewards')).toBe('a quantile is no mean of rewards');
    expect(reasonInWords('constructor')).toBe('constructor');
  });
});
