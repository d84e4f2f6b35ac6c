import { ConfigError } from '@assay/platform';
import { defaultsFrom, STANDARD_DEFAULTS } from './recommendation-defaults.js';

describe('what a recommendation is held against', () => {
  it('is the standard where nothing is said', () => {
    expect(defaultsFrom({})).toEqual(STANDARD_DEFAULTS);
  });

  it('is what promotion obeys', () => {
    const env = {
      AUTO_PROMOTION_MIN_SAMPLE_SIZE: '200',
      AUTO_PROMOTION_MIN_CONFIDENCE: '99',
      AUTO_PROMOTION_MIN_IMPROVEMENT: '2.5',
      AUTO_PROMOTION_MAX_LAG_SECONDS: '60',
    };
    expect(defaultsFrom(env)).toEqual({
      minimumUnits: 200,
      alpha: 0.01,
      minimumLift: 0.025,
      maximumLagMs: 60_000,
    });
  });

  it.each([
    ['AUTO_PROMOTION_MIN_CONFIDENCE', '100'],
    ['AUTO_PROMOTION_MIN_IMPROVEMENT', 'five'],
    ['AUTO_PROMOTION_MAX_LAG_SECONDS', '0'],
    ['AUTO_PROMOTION_MIN_SAMPLE_SIZE', '1.5'],
  ])('is refused with the variable and its value: %s=%s', (variable, value) => {
    expect(() => defaultsFrom({ [variable]: value })).toThrow(ConfigError);
    expect(() => defaultsFrom({ [variable]: value })).toThrow(new RegExp(`${variable}.*${value}`, 's'));
  });
});
