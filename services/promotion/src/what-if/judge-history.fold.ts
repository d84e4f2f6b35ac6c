import type { EventEnvelope, MetricsSnapshot, PromotionThresholds } from '@assay/contracts';
import type { ExperimentView } from '../experiments/experiment-view.js';
import type { PastDecision } from './past-log.js';
import type { Reproduced } from './reproduce-decision.fold.js';
import { reproduce, restedOn } from './reproduce-decision.fold.js';
import type { Look } from './run-history.fold.js';
import { assessAt, looksAt } from './run-history.fold.js';

/** Everything that is known of an experiment's past. */
export interface PastOfExperiment {
  readonly experiment: string;
  readonly events: readonly EventEnvelope[];
  readonly snapshots: readonly MetricsSnapshot[];
  readonly decisions: readonly PastDecision[];
}

/** What would have been decided in a run, beside what happened. */
export interface RunJudged {
  readonly experiment: string;
  readonly run: number;
  /** How many snapshots it was looked at. */
  readonly looks: number;
  /** The first look at which the thresholds allow a promotion; null where none does. */
  readonly would: WouldPromote | null;
  readonly happened: readonly Happened[];
}

export interface WouldPromote {
  readonly at: string;
  readonly winner: string;
  readonly confidence: number | null;
  readonly improvement: number | null;
}

export interface Happened {
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly winner: string | null;
  readonly isEligible: boolean;
  /** Whether the log gives the same decision again, under the policy that ran. */
  readonly again: Reproduced;
}

function wouldPromote(look: Look, thresholds: PromotionThresholds): WouldPromote | null {
  if (look.experiment.status !== 'running') return null;
  const { isEligible, winner, confidence, improvement } = assessAt(look, thresholds);
  return isEligible && winner !== null ? { at: look.at, winner, confidence, improvement } : null;
}

function happenedIn(
  { decisions, events }: PastOfExperiment,
  run: number,
  looks: readonly Look[],
): readonly Happened[] {
  return decisions
    .filter(({ certificate }) => certificate.run === run)
    .map(({ type, at, actor, certificate }) => {
      const { winner, isEligible } = certificate;
      const look = looks.find((candidate) => restedOn(certificate, candidate));
      return { type, at, actor, winner, isEligible, again: reproduce(certificate, events, look) };
    });
}

/**
 * Judges the past of an experiment by other thresholds, run by run. Units and their behaviour are as they were: what
 * would have come after another decision, nobody knows.
 * @param thresholdsFor what an experiment is held against
 */
export function judgeHistory(
  past: PastOfExperiment,
  thresholdsFor: (experiment: ExperimentView) => PromotionThresholds,
): readonly RunJudged[] {
  const looks = [...looksAt(past.events, past.snapshots)];
  const runs = [...new Set(looks.map(({ experiment }) => experiment.run))];
  return runs.map((run) => {
    const own = looks.filter(({ experiment }) => experiment.run === run);
    let would: WouldPromote | null = null;
    for (const look of own) would ??= wouldPromote(look, thresholdsFor(look.experiment));
    return {
      experiment: past.experiment,
      run,
      looks: own.length,
      would,
      happened: happenedIn(past, run, own),
    };
  });
}
