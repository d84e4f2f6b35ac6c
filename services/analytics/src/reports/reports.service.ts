import type { Projections } from '@assay/projections';
import { NotLiveError, PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { interactionPartitions, visibleSlots } from '../engine/storage/definitions.js';
import { ENGINE } from '../engine/engine.projection.js';
import { ExperimentDirectory } from '../experiments/experiment-directory.js';
import type { ReportedExperiment } from '../experiments/reported-experiment.js';
import { experimentReport } from './experiment-report.js';
import type { ReportedSlot } from './metric-report.js';
import { ExperimentNotFoundProblem, ReportsNotReadyProblem, RunNotFoundProblem } from './report-problems.js';
import type { ExperimentReport, ExperimentSummary } from './report.js';
import { NO_SUMS, readRunSums } from './run-sums.js';

/** What a caller asks to be told of. */
export interface ReportRequest {
  readonly project: string;
  readonly key: string;
  /** The latest run where none is named. */
  readonly run: number | undefined;
}

export interface SummaryPage {
  readonly experiments: readonly ExperimentSummary[];
  /** Give it as `cursor` for the next page; null on the last one. */
  readonly nextCursor: string | null;
}

/** Answers what the experiments have come to. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly directory: ExperimentDirectory,
    @Inject(PROJECTIONS) private readonly projections: Projections,
  ) {}

  report(request: ReportRequest): Promise<ExperimentReport> {
    return whenReady(() => this.reportOf(request));
  }

  list(project: string, page: { readonly after: string; readonly limit: number }): Promise<SummaryPage> {
    return whenReady(async () => {
      const found = await this.directory.page(project, page.after, page.limit + 1);
      const experiments = found.slice(0, page.limit).map(summaryOf);
      const more = found.length > page.limit;
      return { experiments, nextCursor: more ? (experiments.at(-1)?.key ?? null) : null };
    });
  }

  private async reportOf({ project, key, run: asked }: ReportRequest): Promise<ExperimentReport> {
    const experiment = await this.directory.find(project, key);
    if (experiment === undefined) throw new ExperimentNotFoundProblem(key);
    const run = runOf(experiment, asked);
    return this.projections.read(ENGINE, async (model) => {
      const { completeTo, positions } = await model.completeness();
      const coverage = { completeTo: completeTo?.toISOString() ?? null, positions };
      const ref = { project, experiment: key };
      const slots = await visibleSlots(model, ref, interactionPartitions(positions));
      const sums = run === null ? NO_SUMS : await readRunSums(model, { ...ref, run }, slots);
      return experimentReport(experiment, sums, { run, coverage, slots: slotsOf(experiment, slots) });
    });
  }
}

function runOf({ key, run: latest }: ReportedExperiment, asked: number | undefined): number | null {
  if (asked === undefined) return latest;
  if (latest === null || asked > latest) throw new RunNotFoundProblem(key, asked, latest);
  return asked;
}

/** Before anything was counted, the metrics are those of the design. */
const slotsOf = ({ metrics }: ReportedExperiment, slots: readonly ReportedSlot[]): readonly ReportedSlot[] =>
  slots.length === 0 ? metrics.map((spec) => ({ spec, version: 1 })) : slots;

const summaryOf = ({ key, number, name, status, run, origin }: ReportedExperiment): ExperimentSummary => ({
  key,
  number,
  name,
  status,
  run,
  origin,
});

async function whenReady<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotLiveError) throw new ReportsNotReadyProblem(error);
    throw error;
  }
}
