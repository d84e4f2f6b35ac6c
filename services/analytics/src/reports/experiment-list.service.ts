import { EVENT_BUS } from '@assay/event-bus';
import type { Clock } from '@assay/platform';
import { CLOCK, pastInstant } from '@assay/platform';
import { NotLiveError } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { ExperimentDirectory } from '../experiments/experiment-directory.js';
import type { ReportedExperiment } from '../experiments/reported-experiment.js';
import type { PastLog } from './past/past-experiment.js';
import { experimentsAt } from './past/past-experiment.js';
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
  constructor(
    private readonly directory: ExperimentDirectory,
    @Inject(EVENT_BUS) private readonly bus: PastLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** As of a moment: those there were, as they were then; a page may have room left. */
  async list(
    project: string,
    page: { readonly after: string; readonly limit: number; readonly asOf?: string | undefined },
  ): Promise<SummaryPage> {
    try {
      const found = await this.directory.page(project, page.after, page.limit + 1);
      const listed = found.slice(0, page.limit);
      const shown = page.asOf === undefined ? listed : await this.asOf(page.asOf, project, listed);
      const more = found.length > page.limit;
      return {
        experiments: shown.map((experiment) => summaryOf(experiment, experiment.run)),
        nextCursor: more ? (listed.at(-1)?.key ?? null) : null,
      };
    } catch (error) {
      if (error instanceof NotLiveError) throw new ReportsNotReadyProblem(error);
      throw error;
    }
  }

  private async asOf(
    asOf: string,
    project: string,
    experiments: readonly ReportedExperiment[],
  ): Promise<readonly ReportedExperiment[]> {
    const instant = pastInstant('asOf', asOf, this.clock.now());
    const keys = experiments.map(({ key }) => key);
    return [...(await experimentsAt(this.bus, { project, keys }, instant)).values()];
  }
}
