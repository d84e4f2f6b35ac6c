import type { GuardrailBreach } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { EventBus, PartitionEnds } from '@assay/event-bus';
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
const EVIDENCE = `
  SELECT wanted.place::int AS place, known.snapshot, known.minima
    FROM unnest($1::text[], $2::text[], $3::int[]) WITH ORDINALITY AS wanted (project, experiment, run, place)
    JOIN run_evidence AS known USING (project, experiment, run)`;
const BREACHES = `
  SELECT wanted.place::int AS place, known.breach
    FROM unnest($1::text[], $2::text[], $3::int[]) WITH ORDINALITY AS wanted (project, experiment, run, place)
    JOIN open_breaches AS known USING (project, experiment)
   WHERE known.run IS NULL OR known.run = wanted.run ORDER BY known.stream`;

/** A run of an experiment. */
export interface RunOf {
  readonly project: string;
  readonly experiment: string;
  readonly run: number;
}

/** What has been seen of a run. */
export interface SeenOfRun {
  /** Metrics with the instant they are complete to now; undefined before the first snapshot. */
  readonly known: RunEvidence | undefined;
  /** Open alerts on guardrails of the experiment. */
  readonly guardrailBreaches: readonly GuardrailBreach[];
}

const columnsOf = (runs: readonly RunOf[]): readonly unknown[] => [
  runs.map(({ project }) => project),
  runs.map(({ experiment }) => experiment),
  runs.map(({ run }) => run),
];

const brought = (row: RunEvidence, ends: readonly PartitionEnds[], observedAt: string): RunEvidence => ({
  ...row,
  snapshot: { ...row.snapshot, completeTo: completeTo(row.snapshot, ends, observedAt) },
});

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

  /** What has been seen of each run, in their order: two statements, however many they are. */
  async seenOf(runs: readonly RunOf[]): Promise<readonly SeenOfRun[]> {
    const observedAt = new Date(this.clock.now()).toISOString();
    // Without contact with the log, what a snapshot says of itself counts.
    const ends = await this.bus.ends(TOPICS.interactions.name).catch(() => []);
    const evidence = await this.models.read('run-evidence', (reader) =>
      reader.query<RunEvidence & { place: number }>(EVIDENCE, columnsOf(runs)),
    );
    const breaches = await this.models.read('open-breaches', (reader) =>
      reader.query<{ place: number; breach: GuardrailBreach }>(BREACHES, columnsOf(runs)),
    );
    const known = new Map(evidence.map(({ place, ...row }) => [place, brought(row, ends, observedAt)]));
    return runs.map((_, index) => ({
      known: known.get(index + 1),
      guardrailBreaches: breaches.filter(({ place }) => place === index + 1).map(({ breach }) => breach),
    }));
  }
}
