import { Injectable } from '@nestjs/common';
import { GUARDRAIL_METRIC } from '../guardrails/metric-certificate.js';
import type { Judgement } from '../judgement.js';
import type { OpenAlert } from '../open-alert.js';
import type { WatchedRun } from '../snapshots/watched-runs.js';
import { WatchedRuns } from '../snapshots/watched-runs.js';
import type { AlertRule } from './alert-rule.js';
import { judgeMetrics } from './judge-metric.js';
import { judgeSampleRatio, SAMPLE_RATIO_MISMATCH } from './judge-sample-ratio.js';

type Judge = (run: WatchedRun) => readonly Judgement[];

interface Judged {
  readonly experiment: WatchedRun['experiment'];
  readonly judgements: readonly Judgement[];
}

/** Snapshots come every five seconds at most; what was judged under the same definition is not judged again. */
class OnSnapshots {
  readonly everyMs = 1_000;
  private readonly judged = new WeakMap<WatchedRun['snapshot'], Judged>();

  constructor(
    readonly name: string,
    private readonly runs: WatchedRuns,
    private readonly judge: Judge,
  ) {}

  async look(open: readonly OpenAlert[]): Promise<readonly Judgement[]> {
    const runs = await this.runs.read();
    return runs.filter((run) => !isOfAnotherRun(run, open)).flatMap((run) => this.judgedOnce(run));
  }

  private judgedOnce(run: WatchedRun): readonly Judgement[] {
    const known = this.judged.get(run.snapshot);
    if (known?.experiment === run.experiment) return known.judgements;
    const judgements = this.judge(run);
    this.judged.set(run.snapshot, { experiment: run.experiment, judgements });
    return judgements;
  }
}

/** An alert on an earlier run is over, before anything is said of this one. */
const isOfAnotherRun = ({ project, experiment }: WatchedRun, open: readonly OpenAlert[]): boolean =>
  open.some(
    (alert) =>
      alert.project === project &&
      alert.data.experiment === experiment.key &&
      alert.data.run !== experiment.run,
  );

/** Metrics that no variant may harm: a breach asks for the pause of the experiment. */
@Injectable()
export class GuardrailMetricRule extends OnSnapshots implements AlertRule {
  constructor(runs: WatchedRuns) {
    super(GUARDRAIL_METRIC, runs, judgeMetrics);
  }
}

/** The split of the units against the weights of their phases. */
@Injectable()
export class SampleRatioRule extends OnSnapshots implements AlertRule {
  constructor(runs: WatchedRuns) {
    super(SAMPLE_RATIO_MISMATCH, runs, judgeSampleRatio);
  }
}
