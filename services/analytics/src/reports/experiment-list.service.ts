import { NotLiveError } from '@assay/projections';
import { Injectable } from '@nestjs/common';
import { ExperimentDirectory } from '../experiments/experiment-directory.js';
import { ReportsNotReadyProblem } from './report-problems.js';
import type { ExperimentSummary } from './report.js';
import { summaryOf } from './report.js';

export interface SummaryPage {
  readonly experiments: readonly ExperimentSummary[];
  /** Give it as `cursor` for the next page; null on the last one. */
  readonly nextCursor: string | null;
}

/** Lists the experiments that there are reports of. */
@Injectable()
export class ExperimentListService {
  constructor(private readonly directory: ExperimentDirectory) {}

  async list(
    project: string,
    page: { readonly after: string; readonly limit: number },
  ): Promise<SummaryPage> {
    try {
      const found = await this.directory.page(project, page.after, page.limit + 1);
      const experiments = found
        .slice(0, page.limit)
        .map((experiment) => summaryOf(experiment, experiment.run));
      const more = found.length > page.limit;
      return { experiments, nextCursor: more ? (experiments.at(-1)?.key ?? null) : null };
    } catch (error) {
      if (error instanceof NotLiveError) throw new ReportsNotReadyProblem(error);
      throw error;
    }
  }
}
