import { SRM_ALARM } from '../srm/sequential-sample-ratio.js';
import type { RecommendationEvidence, RecommendationThresholds } from './evidence.js';
import type { RecommendationReason } from './reason.js';
import { reason, shown } from './reason.js';

/** Everything that keeps the data from saying anything; empty when nothing does. */
export function obstaclesOf(
  evidence: RecommendationEvidence,
  thresholds: RecommendationThresholds,
): readonly RecommendationReason[] {
  return [
    ...armObstacles(evidence),
    ...unitObstacles(evidence, thresholds),
    ...ratioObstacles(evidence),
    ...dataObstacles(evidence, thresholds),
  ];
}

function armObstacles({ control, arms }: RecommendationEvidence): RecommendationReason[] {
  if (arms.length < 2)
    return [
      reason('one-variant', 'there is nothing to compare: fewer than two variants', {
        variants: arms.length,
      }),
    ];
  return arms.some(({ variant }) => variant === control)
    ? []
    : [reason('no-control', 'no variant is control', { variants: arms.length })];
}

function unitObstacles(
  { arms }: RecommendationEvidence,
  { minimumUnits }: RecommendationThresholds,
): RecommendationReason[] {
  return arms
    .filter(({ units }) => units < minimumUnits)
    .map(({ variant, units }) =>
      reason(
        'too-few-units',
        `${variant} has ${shown(units)} of the ${shown(minimumUnits)} units that are asked for`,
        {
          units,
          minimumUnits,
        },
      ),
    );
}

function ratioObstacles({ sampleRatioPValue: pValue }: RecommendationEvidence): RecommendationReason[] {
  if (pValue === null || pValue > SRM_ALARM) return [];
  const message = `units are not split as the weights say (p ${shown(pValue)}): the experiment is broken`;
  return [reason('sample-ratio-mismatch', message, { pValue, alarm: SRM_ALARM })];
}

function dataObstacles(
  { lagMs }: RecommendationEvidence,
  { maximumLagMs }: RecommendationThresholds,
): RecommendationReason[] {
  if (lagMs === null) return [reason('incomplete-data', 'the data are not complete to any instant')];
  if (lagMs <= maximumLagMs) return [];
  const message = `the data are ${shown(lagMs / 1000)} s behind, and may be ${shown(maximumLagMs / 1000)} s`;
  return [reason('stale-data', message, { lagMs, maximumLagMs })];
}
