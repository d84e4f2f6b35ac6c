import { ConfigError } from '@assay/platform';
import { DEFAULT_THRESHOLDS } from '../eligibility/thresholds.js';
import { thresholdsFromEnvironment } from './thresholds-from-environment.js';

describe('thresholds from the environment', () => {
  it('are the defaults where nothing is set', () => {
    expect(thresholdsFromEnvironment({})).toEqual(DEFAULT_THRESHOLDS);
  });

  it('are what is set', () => {
    const thresholds = thresholdsFromEnvironment({
      AUTO_PROMOTION_MIN_SAMPLE_SIZE: '200',
      AUTO_PROMOTION_MIN_CONFIDENCE: '99.9',
      AUTO_PROMOTION_MIN_IMPROVEMENT: '0',
      AUTO_PROMOTION_MIN_RUNTIME_HOURS: '0.01',
      AUTO_PROMOTION_MAX_ERROR_RATE: '0.2',
      AUTO_PROMOTION_MAX_LAG_SECONDS: '60',
      AUTO_PROMOTION_DECISION_METHOD: 'z-test',
    });
    expect(thresholds).toEqual({
      minSampleSize: 200,
      minConfidencePercent: 99.9,
      minImprovementPercent: 0,
      minRuntimeHours: 0.01,
      maxErrorRate: 0.2,
      maxLagSeconds: 60,
      decisionMethod: 'z-test',
    });
  });

  it.each([
    ['AUTO_PROMOTION_MIN_SAMPLE_SIZE', '0'],
    ['AUTO_PROMOTION_MIN_SAMPLE_SIZE', '1.5'],
    ['AUTO_PROMOTION_MIN_CONFIDENCE', '100'],
    ['AUTO_PROMOTION_MIN_CONFIDENCE', 'high'],
    ['AUTO_PROMOTION_MIN_IMPROVEMENT', '-1'],
    ['AUTO_PROMOTION_MIN_RUNTIME_HOURS', 'NaN'],
    ['AUTO_PROMOTION_MAX_ERROR_RATE', '5'],
    ['AUTO_PROMOTION_MAX_LAG_SECONDS', '0'],
    ['AUTO_PROMOTION_DECISION_METHOD', 'fixed-horizon'],
  ])('are refused for %s=%s, naming the variable and its value', (variable, value) => {
    const load = () => thresholdsFromEnvironment({ [variable]: value });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(`${variable} is "${value}"`);
  });
});
