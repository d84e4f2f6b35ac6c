import type { PromotionThresholds } from '@assay/contracts';
import type { Environment } from '@assay/platform';
import { EnvironmentReader } from '@assay/platform';
import { DEFAULT_THRESHOLDS } from '../eligibility/thresholds.js';

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

/**
 * The thresholds of a whole installation, from `AUTO_PROMOTION_*`; defaults where nothing is set.
 * @throws ConfigError naming every variable that is wrong
 * @example thresholdsFromEnvironment({ AUTO_PROMOTION_MIN_SAMPLE_SIZE: '200' }).minSampleSize // 200
 */
export function thresholdsFromEnvironment(env: Environment): PromotionThresholds {
  const read = new EnvironmentReader(env);
  const defaults = DEFAULT_THRESHOLDS;
  const thresholds: PromotionThresholds = {
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
      ['sequential', 'z-test'] as const,
      'sequential',
    ),
  };
  read.check();
  return thresholds;
}
