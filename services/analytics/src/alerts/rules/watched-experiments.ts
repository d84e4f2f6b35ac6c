import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { EXPERIMENTS } from '../../experiments/experiments.projection.js';
import type { ReportedExperiment } from '../../experiments/reported-experiment.js';

/** An experiment under way, in its project. */
export interface WatchedExperiment {
  readonly project: string;
  readonly experiment: ReportedExperiment;
}

interface Row {
  readonly project: string;
  readonly key: string;
  readonly document: string;
}

interface Known {
  readonly text: string;
  readonly watched: WatchedExperiment;
}

/** Several rules look in the same second. */
const FRESH_MS = 900;

/**
 * Experiments that are running or paused, read once for all rules that look at the same time. One that has not changed
 * is the same object, so that what was judged of it need not be judged again.
 */
@Injectable()
export class WatchedExperiments {
  private known: ReadonlyMap<string, Known> = new Map();
  private latest: Promise<readonly WatchedExperiment[]> | undefined;
  private readAt = -Infinity;

  constructor(@Inject(PROJECTIONS) private readonly projections: Projections) {}

  read(): Promise<readonly WatchedExperiment[]> {
    const now = performance.now();
    if (this.latest === undefined || now - this.readAt >= FRESH_MS) {
      this.readAt = now;
      this.latest = this.readNow();
      // What fails now is asked again at the next look.
      this.latest.catch(() => (this.latest = undefined));
    }
    return this.latest;
  }

  private async readNow(): Promise<readonly WatchedExperiment[]> {
    const rows = await this.projections.read(EXPERIMENTS, (model) =>
      model.query<Row>(
        `SELECT project, key, document::text AS document FROM experiments
         WHERE document ->> 'status' IN ('running', 'paused') ORDER BY project, key`,
      ),
    );
    this.known = new Map(rows.map((row) => [`${row.project}/${row.key}`, this.knownAs(row)]));
    return [...this.known.values()].map(({ watched }) => watched);
  }

  private knownAs({ project, key, document }: Row): Known {
    const before = this.known.get(`${project}/${key}`);
    if (before?.text === document) return before;
    const experiment = JSON.parse(document) as ReportedExperiment;
    return { text: document, watched: { project, experiment } };
  }
}
