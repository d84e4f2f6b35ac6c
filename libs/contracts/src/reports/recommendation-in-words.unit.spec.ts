import { recommendationInWords } from './recommendation-in-words.js';

describe('a recommendation in words', () => {
  it('names the variant that something is to be done with', () => {
    expect(recommendationInWords({ recommendation: 'PROMOTE', variant: 'b' })).toBe('PROMOTE b');
    expect(recommendationInWords({ recommendation: 'ROLLBACK', variant: 'b' })).toBe('ROLLBACK b');
  });

  it('names none where the experiment goes on or ends as it is', () => {
    expect(recommendationInWords({ recommendation: 'CONTINUE', variant: 'b' })).toBe('CONTINUE');
    expect(recommendationInWords({ recommendation: 'NO_ACTION', variant: 'b' })).toBe('NO ACTION');
    expect(recommendationInWords({ recommendation: 'INCONCLUSIVE', variant: null })).toBe('INCONCLUSIVE');
  });
});
