import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import type { Projections } from '@assay/projections';
import { NotLiveError, PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { ENGINE } from '../../engine/engine.projection.js';
import { ExperimentDirectory } from '../../experiments/experiment-directory.js';
import { PastReader } from '../past/past-reader.js';
import type { RecommendationDefaults } from '../recommendation/recommendation-defaults.js';
import { RECOMMENDATION_DEFAULTS } from '../recommendation/recommendation-defaults.js';
import type { Rendered } from '../../reporting/rendered.js';
import { ExperimentNotFoundProblem, ReportsNotReadyProblem } from '../report-problems.js';
import type { ExperimentReport } from '../report.js';
import { resultsReport } from '../results.js';
import type { ReportRequest, ReportSubject } from './report-subject.js';
import { runOf, subjectIn } from './report-subject.js';

/** Opens a run of an experiment for a report. */
@Injectable()
export class ExperimentReader {
  constructor(
    private readonly directory: ExperimentDirectory,
    @Inject(PROJECTIONS) private readonly projections: Projections,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RECOMMENDATION_DEFAULTS) private readonly defaults: RecommendationDefaults,
    private readonly past: PastReader,
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
      const { asOf } = request;
      return await (asOf === undefined
        ? this.open(request, work)
        : this.past.read({ ...request, asOf }, work));
    } catch (error) {
      if (error instanceof NotLiveError) throw new ReportsNotReadyProblem(error);
      throw error;
    }
  }

  /** The same of what a run has come to, for which a snapshot of the past may be enough. */
  results(request: ReportRequest): Promise<Rendered<ExperimentReport>> {
    const { asOf } = request;
    return asOf === undefined ? this.read(request, resultsReport) : this.past.results({ ...request, asOf });
  }

  private async open<Report>(
    { project, key, run: asked }: ReportRequest,
    work: (subject: ReportSubject) => Promise<Report>,
  ): Promise<Report> {
    const experiment = await this.directory.find(project, key);
    if (experiment === undefined) throw new ExperimentNotFoundProblem(key);
    const run = runOf(experiment, asked);
    const facts = { now: this.clock.now(), defaults: this.defaults };
    return this.projections.read(ENGINE, async (model) =>
      work(await subjectIn(model, { project, experiment, run }, facts)),
    );
  }
}
