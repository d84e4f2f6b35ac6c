import type { Transaction } from '@assay/projections';
import { NotLiveError, PROJECTIONS } from '@assay/projections';
import type { Projections } from '@assay/projections';
import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ENGINE } from '../../engine/engine.projection.js';
import { countedSlots, interactionPartitions, isShown } from '../../engine/storage/definitions.js';
import { ExperimentDirectory } from '../../experiments/experiment-directory.js';
import type { ReportedExperiment } from '../../experiments/reported-experiment.js';
import type { ReportedSlot } from './reported-slot.js';
import { ExperimentNotFoundProblem, ReportsNotReadyProblem, RunNotFoundProblem } from '../report-problems.js';
import type { RecommendationDefaults } from '../recommendation/recommendation-defaults.js';
import { RECOMMENDATION_DEFAULTS } from '../recommendation/recommendation-defaults.js';
import type { Coverage, ExperimentSummary } from '../report.js';
import { summaryOf } from '../report.js';
import type { RunRef } from './run-sums.js';

/** What a caller asks to be told of. */
export interface ReportRequest {
  readonly project: string;
  readonly key: string;
  /** The latest run where none is named. */
  readonly run: number | undefined;
}

/** A run of an experiment in one snapshot of the read model. */
export interface ReportSubject {
  readonly project: string;
  readonly experiment: ReportedExperiment;
  readonly summary: ExperimentSummary;
  /** null: it has not been started. */
  readonly run: RunRef | null;
  readonly model: Transaction;
  /** The definitions that all units have been counted by. */
  readonly slots: readonly ReportedSlot[];
  readonly coverage: Coverage;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What the recommendation is held against. */
  readonly defaults: RecommendationDefaults;
}

/** Opens a run of an experiment for a report. */
@Injectable()
export class ExperimentReader {
  constructor(
    private readonly directory: ExperimentDirectory,
    @Inject(PROJECTIONS) private readonly projections: Projections,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RECOMMENDATION_DEFAULTS) private readonly defaults: RecommendationDefaults,
  ) {}

  /**
   * @throws ExperimentNotFoundProblem, RunNotFoundProblem
   * @throws ReportsNotReadyProblem while the tables are being created
   */
  async read<Report>(
    request: ReportRequest,
    work: (subject: ReportSubject) => Promise<Report>,
  ): Promise<Report> {
    try {
      return await this.open(request, work);
    } catch (error) {
      if (error instanceof NotLiveError) throw new ReportsNotReadyProblem(error);
      throw error;
    }
  }

  private async open<Report>(
    { project, key, run: asked }: ReportRequest,
    work: (subject: ReportSubject) => Promise<Report>,
  ): Promise<Report> {
    const experiment = await this.directory.find(project, key);
    if (experiment === undefined) throw new ExperimentNotFoundProblem(key);
    const run = runOf(experiment, asked);
    const ref = { project, experiment: key };
    return this.projections.read(ENGINE, async (model) => {
      const { completeTo, positions } = await model.completeness();
      const counted = await countedSlots(model, ref, interactionPartitions(positions));
      return work({
        project,
        experiment,
        summary: summaryOf(experiment, run),
        run: run === null ? null : { ...ref, run },
        model,
        slots: counted.length === 0 ? slotsOf(experiment) : counted.filter(isShown),
        coverage: { completeTo: completeTo?.toISOString() ?? null, positions },
        now: this.clock.now(),
        defaults: this.defaults,
      });
    });
  }
}

function runOf({ key, run: latest }: ReportedExperiment, asked: number | undefined): number | null {
  if (asked === undefined) return latest;
  if (latest === null || asked > latest) throw new RunNotFoundProblem(key, asked, latest);
  return asked;
}

/** Before anything was counted, the metrics are those of the design. */
const slotsOf = ({ metrics }: ReportedExperiment): readonly ReportedSlot[] =>
  metrics.map((spec) => ({ spec, version: 1 }));
