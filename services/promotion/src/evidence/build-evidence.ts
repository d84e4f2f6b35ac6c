import type { EarlierLook, GuardrailBreach, PromotionThresholds } from '@assay/contracts';
import type { Evidence } from '../eligibility/evidence.js';
import type { ExperimentView, PhaseWeights } from '../experiments/experiment-view.js';
import type { RunEvidence } from './run-evidence.js';

/** An experiment with a run, so that there is something to judge. */
export type StartedExperiment = ExperimentView & { readonly run: number; readonly startedAt: string };

export const isStarted = (view: ExperimentView): view is StartedExperiment =>
  view.run !== null && view.startedAt !== null;

/** A run goes on until now; imported data end with their last event. */
function runtimeUntil(view: StartedExperiment, known: RunEvidence | undefined, now: string): string {
  if (view.origin === 'assigned') return now;
  return known?.snapshot.lastEventAt ?? known?.snapshot.lastExposureAt ?? view.startedAt;
}

/**
 * Looks at imported data while they come in are looks at whatever lay first in the file, not at a growing random
 * sample: only the look at all of it counts. Its always-valid p is never below the minimum over looks.
 */
const minimaOf = (view: StartedExperiment, known: RunEvidence | undefined): RunEvidence['minima'] =>
  view.origin === 'imported' ? [] : (known?.minima ?? []);

/** By name: a read model keeps names in an order of its own, and the log alone must give the same bytes. */
const weightsOf = ({ phase, weights }: PhaseWeights): Evidence['weights'] =>
  Object.entries(weights)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([variant, weight]) => ({ variant, phase, weight }));

/** What else is known when a verdict is made. */
export interface Circumstances {
  /** Snapshot and minima of the run; undefined before the first snapshot. */
  readonly known: RunEvidence | undefined;
  /** Open alerts on guardrails of the experiment. */
  readonly guardrailBreaches: readonly GuardrailBreach[];
  /** The look at a fixed horizon that this run has had. */
  readonly earlierLook: EarlierLook | null;
  readonly thresholds: PromotionThresholds;
  /** ISO time of the decision. */
  readonly now: string;
}

/**
 * Puts together what a verdict rests on.
 * @param view the experiment as its stream tells
 * @param circumstances what has been seen of its run, and what it is held against
 */
export function buildEvidence(
  view: StartedExperiment,
  { known, guardrailBreaches, earlierLook, thresholds, now }: Circumstances,
): Evidence {
  return {
    experiment: view.key,
    run: view.run,
    experimentVersion: view.version,
    control: view.control,
    primaryMetric: view.primaryMetric,
    weights: view.phases.flatMap(weightsOf),
    variants: known?.snapshot.variants ?? [],
    ...(known?.snapshot.matured === undefined ? {} : { matured: known.snapshot.matured }),
    excludedUnits: known?.snapshot.excludedUnits ?? 0,
    runningMinimumP: minimaOf(view, known),
    plannedUnits: view.plannedUnits,
    isBandit: view.experimentType === 'bandit',
    guardrailBreaches: [...guardrailBreaches],
    plannedEnd: view.plannedEnd,
    earlierLook,
    startedAt: view.startedAt,
    decidedAt: now,
    runtimeUntil: runtimeUntil(view, known, now),
    completeTo: known?.snapshot.completeTo ?? null,
    offsets: known?.snapshot.offsets ?? [],
    thresholds,
  };
}
