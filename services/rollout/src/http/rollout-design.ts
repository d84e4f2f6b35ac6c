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

interface Named<Value> {
  readonly path: string;
  readonly value: Value | undefined;
}

/** What may be given under two names. @throws ValidationProblem where they say different things */
function oneOf<Value>(own: Named<Value>, other: Named<Value>): Value | undefined {
  if (own.value === undefined || other.value === undefined || own.value === other.value)
    return own.value ?? other.value;
  const message = `differs from ${own.path}, ${String(own.value)}: give one of them`;
  throw new ValidationProblem([{ path: other.path, value: other.value, message }]);
}

function errorThresholdOf({
  errorThreshold: own,
  rollbackThreshold: other,
}: CreateRolloutDto): RolloutDesign['errorThreshold'] {
  const errorRate = oneOf(
    { path: 'errorThreshold.errorRate', value: own?.errorRate },
    { path: 'rollbackThreshold.errorRate', value: other?.errorRate },
  );
  const windowMs = oneOf(
    { path: 'errorThreshold.windowMs', value: own?.windowMs },
    { path: 'rollbackThreshold.timeWindow', value: other?.timeWindow },
  );
  return {
    errorRate: errorRate ?? DEFAULT_THRESHOLD.errorRate,
    windowMs: windowMs ?? DEFAULT_THRESHOLD.windowMs,
    minOutcomes: own?.minOutcomes ?? DEFAULT_THRESHOLD.minOutcomes,
    ...(own?.per === undefined ? {} : { per: own.per }),
  };
}

/** The key of a new rollout, under either of its names. */
export function keyOf({ key, featureName }: CreateRolloutDto): string {
  const found = oneOf({ path: 'key', value: key }, { path: 'featureName', value: featureName });
  if (found !== undefined) return found;
  throw new ValidationProblem([{ path: 'key', message: 'is missing: give key or featureName' }]);
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
  return {
    key,
    name: body.name ?? key,
    salt,
    allow: digests(key, [...(body.allow ?? []), ...(body.whitelistedCustomers ?? [])]),
    deny: digests(key, [...(body.deny ?? []), ...(body.blacklistedCustomers ?? [])]),
    errorThreshold: errorThresholdOf(body),
    minHoursInTier: body.minHoursInTier ?? DEFAULT_HOURS,
    tiers: tiersOf(body.tiers),
    triggers: triggersOf(body),
    ...(body.segments === undefined ? {} : { segments: { ...body.segments } }),
  };
}
