import { DEFAULT_TIERS } from '@assay/contracts';
import { ValidationProblem } from '@assay/platform';
import { DEFAULT_TRIGGERS } from '../health/trigger-rules.fold.js';
import { digests } from '../rollout-handling/compile-rollout.js';
import type { RolloutDesign } from '../rollout/rollout-state.js';
import { tierProblem } from '../rollout/tiers.js';
import type { CreateRolloutDto, TierDto, TriggerDto } from './create-rollout.dto.js';

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

function tiersOf(given: readonly TierDto[] | undefined): RolloutDesign['tiers'] {
  const tiers = given?.map(({ key, name = key, percentage }) => ({ key, name, percentage }));
  const problem = tiers && tierProblem(tiers);
  if (problem === undefined) return tiers ?? [...DEFAULT_TIERS];
  const { index, field, value, message } = problem;
  throw new ValidationProblem([{ path: `tiers[${String(index)}].${field}`, value, message }]);
}

/** Rates need more than one outcome to mean something. */
const leastOutcomes = (metric: TriggerDto['metric']): number =>
  metric === 'error_rate' || metric === 'p95_latency_ms' ? DEFAULT_THRESHOLD.minOutcomes : 1;

function triggersOf({ triggers = [], defaultTriggers = false }: CreateRolloutDto): RolloutDesign['triggers'] {
  const own = triggers.map(
    ({ metric, name = metric, above, minutes = 1, minOutcomes = leastOutcomes(metric) }, index) => {
      if (metric === 'error_rate' && above >= 1)
        throw new ValidationProblem([
          { path: `triggers[${String(index)}].above`, value: above, message: 'must be a fraction below 1' },
        ]);
      return { name, metric, above, minutes, minOutcomes };
    },
  );
  return defaultTriggers ? [...DEFAULT_TRIGGERS.map((rule) => ({ ...rule })), ...own] : own;
}

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
      ...(errorThreshold?.per === undefined ? {} : { per: errorThreshold.per }),
    },
    minHoursInTier: body.minHoursInTier ?? DEFAULT_HOURS,
    tiers: tiersOf(body.tiers),
    triggers: triggersOf(body),
    ...(body.segments === undefined ? {} : { segments: { ...body.segments } }),
  };
}
