import { ValidationProblem } from '@assay/platform';
import { unitDigest } from '../rolling/compile-rollout.js';
import type { RolloutDesign } from '../rollout/rollout-state.js';
import type { CreateRolloutDto } from './rollout.dto.js';

const DEFAULT_THRESHOLD: RolloutDesign['errorThreshold'] = {
  errorRate: 0.05,
  windowMs: 3_600_000,
  minOutcomes: 20,
};
const DEFAULT_HOURS = 48;

/** The key of a new rollout, under either of its names. */
export function keyOf({ key, featureName }: CreateRolloutDto): string {
  const found = key ?? featureName;
  if (found === undefined)
    throw new ValidationProblem([{ path: 'key', message: 'is missing: give key or featureName' }]);
  if (featureName !== undefined && featureName !== found)
    throw new ValidationProblem([
      { path: 'featureName', value: featureName, message: `differs from key "${found}": give one of them` },
    ]);
  return found;
}

const digests = (key: string, units: readonly string[] = []): string[] =>
  [...new Set(units.map((unit) => unitDigest(key, unit)))].sort();

/** What is recorded of a new rollout: defaults filled in, listed units as digests. */
export function designOf(key: string, salt: string, body: CreateRolloutDto): RolloutDesign {
  const { rollbackThreshold, errorThreshold } = body;
  return {
    key,
    name: body.name ?? key,
    salt,
    allow: digests(key, [...(body.allow ?? []), ...(body.whitelistedCustomers ?? [])]),
    deny: digests(key, [...(body.deny ?? []), ...(body.blacklistedCustomers ?? [])]),
    errorThreshold: {
      errorRate: errorThreshold?.errorRate ?? rollbackThreshold?.errorRate ?? DEFAULT_THRESHOLD.errorRate,
      windowMs: errorThreshold?.windowMs ?? rollbackThreshold?.timeWindow ?? DEFAULT_THRESHOLD.windowMs,
      minOutcomes: errorThreshold?.minOutcomes ?? DEFAULT_THRESHOLD.minOutcomes,
    },
    minHoursInTier: body.minHoursInTier ?? DEFAULT_HOURS,
  };
}
