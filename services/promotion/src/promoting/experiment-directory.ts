import { TOPICS } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { completeTo } from '../evidence/complete-to.fold.js';
import type { RunEvidence } from '../evidence/run-evidence.js';
import type { ExperimentView } from '../experiments/experiment-view.js';
import { experimentAmbiguous, experimentNotFound } from './promotion-problems.js';

const FIND = `
  SELECT view FROM experiments
   WHERE project = $1 AND (key = $2 OR number = $3 OR name = $2)
   ORDER BY key = $2 DESC, number = $3 DESC, key LIMIT 20`;
const EVIDENCE =
  'SELECT snapshot, minima FROM run_evidence WHERE project = $1 AND experiment = $2 AND run = $3';

/** What promotion knows of experiments and their metrics, from its read models. */
@Injectable()
export class ExperimentDirectory {
  constructor(
    @Inject(PROJECTIONS) private readonly models: Projections,
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The experiment that a path names by key, by number or by name, in this order.
   * @throws NotFoundProblem, ConflictProblem when several have this name
   */
  async find(project: string, name: string): Promise<ExperimentView> {
    const number = /^[0-9]{1,9}$/.test(name) ? Number(name) : null;
    const rows = await this.models.read('experiments', (reader) =>
      reader.query<{ view: ExperimentView }>(FIND, [project, name, number]),
    );
    const views = rows.map(({ view }) => view);
    const named = views.filter((view) => view.name === name);
    const found = views.find(({ key }) => key === name) ?? views.find((view) => view.number === number);
    if (found !== undefined) return found;
    const [only, ...others] = named;
    if (only === undefined) throw experimentNotFound(name);
    if (others.length === 0) return only;
    throw experimentAmbiguous(
      name,
      named.map(({ key }) => key),
    );
  }

  /** Metrics of a run, with the instant they are complete to now; undefined before its first snapshot. */
  async evidenceOf(project: string, experiment: string, run: number): Promise<RunEvidence | undefined> {
    const observedAt = new Date(this.clock.now()).toISOString();
    // Without contact with the log, what the snapshot says of itself counts.
    const ends = await this.bus.ends(TOPICS.interactions.name).catch(() => []);
    const [row] = await this.models.read('run-evidence', (reader) =>
      reader.query<RunEvidence>(EVIDENCE, [project, experiment, run]),
    );
    if (row === undefined) return undefined;
    const { snapshot } = row;
    return { ...row, snapshot: { ...snapshot, completeTo: completeTo(snapshot, ends, observedAt) } };
  }
}
