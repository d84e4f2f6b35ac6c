import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { GUARDRAIL_THRESHOLD } from '../guardrails/threshold-certificate.js';
import type { ThresholdGuardrail } from '../guardrails/threshold-measure.js';
import type { Judgement } from '../judgement.js';
import type { OpenAlert } from '../open-alert.js';
import type { AlertRule } from './alert-rule.js';
import { judgeThreshold, thresholdSubject, windowStart } from './judge-threshold.js';
import { readWindows } from './read-windows.js';
import type { WatchedExperiment } from './watched-experiments.js';
import { WatchedExperiments } from './watched-experiments.js';

interface Guarded {
  readonly watched: WatchedExperiment;
  readonly guardrail: ThresholdGuardrail;
}

/** Thresholds on the outcomes of experiments: a breach asks for the pause of the experiment. */
@Injectable()
export class GuardrailThresholdRule implements AlertRule {
  readonly name = GUARDRAIL_THRESHOLD;
  readonly everyMs = 1_000;

  constructor(
    @Inject(PROJECTIONS) private readonly projections: Projections,
    private readonly experiments: WatchedExperiments,
  ) {}

  async look(open: readonly OpenAlert[], now: number): Promise<readonly Judgement[]> {
    const known = await this.experiments.read();
    const guarded = known.flatMap(guardrailsOf).filter((one) => !hasBeenSeenTo(one, open));
    if (guarded.length === 0) return [];
    const windows = guarded.map(({ watched: { project, experiment }, guardrail }) => ({
      project,
      flag: experiment.key,
      since: windowStart(guardrail, experiment, now),
    }));
    const { found, offsets } = await readWindows(this.projections, windows);
    return guarded.map(({ watched, guardrail }, index) => {
      const { since = now } = windows[index] ?? {};
      return judgeThreshold(watched, guardrail, {
        outcomes: found[index] ?? NOTHING_SEEN,
        since,
        now,
        offsets,
      });
    });
  }
}

const NOTHING_SEEN = { outcomes: 0, errors: 0, latencies: [] };

const guardrailsOf = (watched: WatchedExperiment): readonly Guarded[] =>
  watched.experiment.guardrails.flatMap((guardrail) =>
    guardrail.kind === 'threshold' ? [{ watched, guardrail }] : [],
  );

/** Somebody has resumed it after the alert: that alert is over, and what comes now is judged by itself. */
function hasBeenSeenTo({ watched, guardrail }: Guarded, open: readonly OpenAlert[]): boolean {
  const { project, experiment } = watched;
  return open.some(
    (alert) =>
      alert.project === project &&
      alert.data.subject === thresholdSubject(experiment.key, guardrail) &&
      alert.data.pause !== undefined &&
      experiment.runningSince !== null &&
      alert.data.pause.since !== experiment.runningSince,
  );
}
