import type { FieldError } from '@assay/platform';
import { ValidationProblem } from '@assay/platform';
import type { ReleaseDesign } from '../release/release-state.js';
import { analysisOf } from './analysis-design.js';
import type { CreateReleaseDto } from './release.dto.js';

const RAMP = [1, 5, 10, 25, 50, 100];
const HOLD_HOURS = 12;
const SLO = { canary: 0.95, production: 0.98 };
const WINDOW_SECONDS = 300;
const MIN_OUTCOMES = 100;

/** The first step that is not above the one before it. */
function rampProblem(ramp: readonly number[]): FieldError | undefined {
  const at = ramp.findIndex((share, i) => i > 0 && share <= (ramp[i - 1] ?? 0));
  if (at < 0) return undefined;
  const message = `must be above the step before it, ${String(ramp[at - 1])}`;
  return { path: `ramp[${String(at)}]`, value: ramp[at], message };
}

/** Production is held against no less than the canary was. */
function sloOf({
  sloThreshold: canary = SLO.canary,
  productionSloThreshold: production = Math.max(SLO.production, canary),
}: CreateReleaseDto): ReleaseDesign['slo'] | FieldError {
  if (production >= canary) return { canary, production };
  const message = `must be at least sloThreshold, ${String(canary)}: production is no laxer than its canary`;
  return { path: 'productionSloThreshold', value: production, message };
}

/**
 * What is recorded of a new release: defaults filled in.
 * @throws ValidationProblem for a ramp that is not ascending, thresholds and metrics that contradict themselves
 */
export function designOf(body: CreateReleaseDto): ReleaseDesign {
  const { ramp = RAMP } = body;
  const problem = rampProblem(ramp);
  if (problem !== undefined) throw new ValidationProblem([problem]);
  const slo = sloOf(body);
  if ('path' in slo) throw new ValidationProblem([slo]);
  return {
    key: body.key,
    name: body.name ?? body.key,
    version: body.version,
    stableVersion: body.stableVersion ?? null,
    features: body.featureFlags ?? [],
    routingKey: body.routingKey ?? 'user',
    ramp,
    holdHours: body.holdHours ?? HOLD_HOURS,
    autoAdvance: body.autoAdvance ?? false,
    autoRollback: body.autoRollback ?? true,
    slo,
    windowMs: (body.rollbackWindowSeconds ?? WINDOW_SECONDS) * 1000,
    minOutcomes: body.minOutcomes ?? MIN_OUTCOMES,
    analysis: body.analysis === undefined ? null : analysisOf(body.analysis),
  };
}
