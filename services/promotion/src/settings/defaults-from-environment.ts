import type { PromotionThresholds } from '@assay/contracts';
import type { Environment } from '@assay/platform';
import { EnvironmentReader } from '@assay/platform';
import { DEFAULT_THRESHOLDS } from '../eligibility/thresholds.js';
import type { PromotionDefaults } from './promotion-terms.js';

interface NumberRange {
  readonly fallback: number;
  readonly valid: (value: number) => boolean;
  readonly expected: string;
}

function number(read: EnvironmentReader, variable: string, range: NumberRange): number {
  const text = read.optional(variable);
  if (text === undefined) return range.fallback;
  const value = Number(text);
  if (Number.isFinite(value) && range.valid(value)) return value;
  return read.wrong({ variable, value: text, expected: range.expected }, range.fallback);
}

const atLeastZero = (fallback: number, unit: string): NumberRange => ({
  fallback,
  valid: (value) => value >= 0,
  expected: `give ${unit} from 0`,
});

function readThresholds(read: EnvironmentReader): PromotionThresholds {
  const defaults = DEFAULT_THRESHOLDS;
  return {
    minSampleSize: read.integer('AUTO_PROMOTION_MIN_SAMPLE_SIZE', {
      fallback: defaults.minSampleSize,
      min: 1,
      max: 1_000_000_000,
    }),
    minConfidencePercent: number(read, 'AUTO_PROMOTION_MIN_CONFIDENCE', {
      fallback: defaults.minConfidencePercent,
      valid: (value) => value > 0 && value < 100,
      expected: 'give a percentage above 0 and below 100, e.g. 95',
    }),
    minImprovementPercent: number(
      read,
      'AUTO_PROMOTION_MIN_IMPROVEMENT',
      atLeastZero(defaults.minImprovementPercent, 'a percentage'),
    ),
    minRuntimeHours: number(
      read,
      'AUTO_PROMOTION_MIN_RUNTIME_HOURS',
      atLeastZero(defaults.minRuntimeHours, 'hours'),
    ),
    maxErrorRate: number(read, 'AUTO_PROMOTION_MAX_ERROR_RATE', {
      fallback: defaults.maxErrorRate,
      valid: (value) => value >= 0 && value <= 1,
      expected: 'give a fraction from 0 to 1, e.g. 0.05',
    }),
    maxLagSeconds: number(read, 'AUTO_PROMOTION_MAX_LAG_SECONDS', {
      fallback: defaults.maxLagSeconds,
      valid: (value) => value > 0,
      expected: 'give seconds above 0',
    }),
    decisionMethod: read.oneOf(
      'AUTO_PROMOTION_DECISION_METHOD',
      ['sequential', 'fixed-horizon', 'z-test'] as const,
      'sequential',
    ),
  };
}

function readWatch(read: EnvironmentReader, maxErrorRate: number): PromotionDefaults['watch'] {
  return {
    hours: number(read, 'AUTO_PROMOTION_WATCH_HOURS', {
      fallback: 48,
      valid: (value) => value >= 0 && value <= 720,
      expected: 'give hours from 0 to 720; 0: not at all',
    }),
    onBreach: read.oneOf('AUTO_PROMOTION_WATCH_ON_BREACH', ['warn', 'roll_back'] as const, 'warn'),
    maxErrorRate,
    windowSeconds: 3_600,
    minimumOutcomes: 20,
  };
}

const SHORTEST_SECRET = 16;

/** Its value is never repeated in a message. */
function readSecret(read: EnvironmentReader): string | null {
  const variable = 'AUTO_PROMOTION_CRON_SECRET';
  const secret = read.optional(variable) ?? null;
  if (secret === null || secret.length >= SHORTEST_SECRET) return secret;
  const expected = `give at least ${String(SHORTEST_SECRET)} characters, or leave it out`;
  return read.wrong({ variable, value: '(not shown)', expected }, null);
}

/**
 * What holds for a whole installation, from `AUTO_PROMOTION_*`; defaults where nothing is set.
 * @throws ConfigError naming every variable that is wrong
 * @example defaultsFromEnvironment({ AUTO_PROMOTION_MIN_SAMPLE_SIZE: '200' }).thresholds.minSampleSize // 200
 */
export function defaultsFromEnvironment(env: Environment): PromotionDefaults {
  const read = new EnvironmentReader(env);
  const thresholds = readThresholds(read);
  const defaults = {
    thresholds,
    isEnabled: read.boolean('AUTO_PROMOTION_ENABLED', true),
    requiresApproval: read.boolean('AUTO_PROMOTION_REQUIRE_MANUAL', false),
    watch: readWatch(read, thresholds.maxErrorRate),
    cronSecret: readSecret(read),
  };
  read.check();
  return defaults;
}
