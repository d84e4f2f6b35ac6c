import type { ReportedExperiment } from '../../experiments/reported-experiment.js';
import { guarded, pauseRequest } from '../guardrails/pause-request.js';
import type { SeenWindow } from '../guardrails/threshold-certificate.js';
import { certifyThreshold, GUARDRAIL_THRESHOLD } from '../guardrails/threshold-certificate.js';
import type { ThresholdGuardrail } from '../guardrails/threshold-measure.js';
import { measured } from '../guardrails/threshold-measure.js';
import type { Judgement } from '../judgement.js';
import { levelOf, shown } from '../judgement.js';
import type { WatchedExperiment } from './watched-experiments.js';

/** An experiment may have several limits on the same measure. */
export const thresholdSubject = (
  experiment: string,
  { measure, above, windowSeconds }: ThresholdGuardrail,
): string => `${experiment}/${measure}>${String(above)}/${String(windowSeconds)}s`;

const MINUTE_MS = 60_000;
/** It is over when the measure is a fifth below the limit. */
const CALM_SHARE = 0.8;

/**
 * Where the window of a guardrail begins: its length before now, to the minute, and never before the experiment was
 * last resumed, so that what happened before does not pause it again.
 * @param now milliseconds since 1970
 */
export function windowStart(
  { windowSeconds }: ThresholdGuardrail,
  { firstStartedAt, runningSince }: ReportedExperiment,
  now: number,
): number {
  const length = toMinute(now - windowSeconds * 1_000, Math.floor);
  if (runningSince === null) return length;
  // The minute in which it was resumed holds outcomes of before as well; that of its very first start does not.
  const round = runningSince === firstStartedAt ? Math.floor : Math.ceil;
  return Math.max(length, toMinute(Date.parse(runningSince), round));
}

const toMinute = (time: number, round: (minutes: number) => number): number =>
  round(time / MINUTE_MS) * MINUTE_MS;

/** Do the outcomes of the window breach the guardrail? Too few of them say nothing. */
export function judgeThreshold(
  { project, experiment }: WatchedExperiment,
  guardrail: ThresholdGuardrail,
  seen: SeenWindow,
): Judgement {
  const { measure, above, windowSeconds, minimumOutcomes } = guardrail;
  const { counted, value } = measured(guardrail, seen.outcomes);
  const level = levelOf(experiment.status === 'running' ? value : null, {
    raiseAbove: above,
    calmAtMost: above * CALM_SHARE,
  });
  const is = value === null ? 'is not known' : `is ${shown(value)}`;
  const bounds = `${String(counted)} outcomes in ${String(windowSeconds)} s`;
  return {
    level,
    reading: {
      project,
      rule: GUARDRAIL_THRESHOLD,
      subject: thresholdSubject(experiment.key, guardrail),
      severity: 'critical',
      message: `${measure} ${is} over ${bounds}, the limit is ${shown(above)}`,
      value,
      limit: above,
      experiment: experiment.key,
      ...(experiment.run === null ? {} : { run: experiment.run }),
      details: { measure, outcomes: counted, errors: seen.outcomes.errors, windowSeconds, minimumOutcomes },
      ...pauseRequest(guarded(experiment), measure),
      ...(level === 'breached' ? { certificate: certifyThreshold(experiment, guardrail, seen) } : {}),
    },
  };
}
