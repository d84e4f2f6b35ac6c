import { ConfigError } from '@assay/platform';
import { DEFAULT_THRESHOLDS } from '../eligibility/thresholds.js';
import { defaultsFromEnvironment } from './defaults-from-environment.js';

const thresholdsFromEnvironment = (env: Record<string, string>) => defaultsFromEnvironment(env).thresholds;

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
    ['AUTO_PROMOTION_DECISION_METHOD', 'bayes'],
    ['AUTO_PROMOTION_ENABLED', 'yes'],
    ['AUTO_PROMOTION_REQUIRE_MANUAL', '1'],
    ['AUTO_PROMOTION_WATCH_HOURS', '721'],
  ])('are refused for %s=%s, naming the variable and its value', (variable, value) => {
    const load = () => thresholdsFromEnvironment({ [variable]: value });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(`${variable} is "${value}"`);
  });
});

describe('the rest of the defaults from the environment', () => {
  it('promotes by itself, without approval, watches for 48 hours and warns', () => {
    expect(defaultsFromEnvironment({})).toMatchObject({
      isEnabled: true,
      requiresApproval: false,
      cronSecret: null,
      watch: { hours: 48, onBreach: 'warn', maxErrorRate: 0.05, windowSeconds: 3600, minimumOutcomes: 20 },
    });
  });

  it('is what is set; the watch accepts the errors that a promotion does', () => {
    const defaults = defaultsFromEnvironment({
      AUTO_PROMOTION_ENABLED: 'false',
      AUTO_PROMOTION_REQUIRE_MANUAL: 'true',
      AUTO_PROMOTION_CRON_SECRET: 'sixteen-letters!',
      AUTO_PROMOTION_MAX_ERROR_RATE: '0.01',
      AUTO_PROMOTION_WATCH_HOURS: '0',
      AUTO_PROMOTION_WATCH_ON_BREACH: 'roll_back',
    });
    expect(defaults).toMatchObject({
      isEnabled: false,
      requiresApproval: true,
      cronSecret: 'sixteen-letters!',
      watch: { hours: 0, onBreach: 'roll_back', maxErrorRate: 0.01 },
    });
  });

  it('refuses a short secret without repeating it', () => {
    const load = () => defaultsFromEnvironment({ AUTO_PROMOTION_CRON_SECRET: 'swordfish' });
    expect(load).toThrow('AUTO_PROMOTION_CRON_SECRET is "(not shown)"');
    expect(load).not.toThrow('swordfish');
  });
});
