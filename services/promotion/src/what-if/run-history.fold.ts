import type { EventEnvelope, MetricsSnapshot, PromotionThresholds } from '@assay/contracts';
import type { Assessment } from '../eligibility/assess-eligibility.js';
import { assessEligibility } from '../eligibility/assess-eligibility.js';
import type { Circumstances, StartedExperiment } from '../evidence/build-evidence.js';
import { buildEvidence, isStarted } from '../evidence/build-evidence.js';
import type { RunEvidence } from '../evidence/run-evidence.js';
import { foldSnapshot } from '../evidence/run-evidence.fold.js';
import type { ExperimentView } from '../experiments/experiment-view.js';
import type { ViewedEvent } from '../experiments/experiment-view.fold.js';
import { foldExperiment } from '../experiments/experiment-view.fold.js';

/** What was known of one run when a snapshot had come in. */
export interface Look {
  /** RFC 3339: of the snapshot. */
  readonly at: string;
  readonly experiment: StartedExperiment;
  readonly known: RunEvidence;
}

/** The experiment as its stream had it at an instant; undefined before it was created. */
export const viewAt = (events: readonly EventEnvelope[], at: string): ExperimentView | undefined =>
  events
    .filter(({ time }) => Date.parse(time) <= Date.parse(at))
    .reduce<ExperimentView | undefined>(
      (view, event) => foldExperiment(view, event as ViewedEvent),
      undefined,
    );

/**
 * Every look that the log gives at the runs of an experiment: after each snapshot, what had been seen of its run until
 * then, as the service folds it.
 * @param events the stream of the experiment
 * @param snapshots in the order of the log
 */
export function* looksAt(
  events: readonly EventEnvelope[],
  snapshots: Iterable<Pick<MetricsSnapshot, 'time' | 'data'>>,
): Generator<Look> {
  const runs = new Map<number, RunEvidence>();
  for (const { time, data } of snapshots) {
    const known = foldSnapshot(runs.get(data.run), data);
    runs.set(data.run, known);
    const experiment = viewAt(events, time);
    if (experiment === undefined || !isStarted(experiment) || experiment.run !== data.run) continue;
    yield { at: time, experiment, known };
  }
}

/** The verdict that other thresholds give at a look, with nothing else changed. */
export function assessAt(
  { at, experiment, known }: Look,
  thresholds: PromotionThresholds,
  seen: Pick<Circumstances, 'guardrailBreaches'> = { guardrailBreaches: [] },
): Assessment {
  return assessEligibility(
    buildEvidence(experiment, { ...seen, known, thresholds, earlierLook: null, now: at }),
  );
}
