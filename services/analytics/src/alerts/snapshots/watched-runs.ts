import type { MetricsSnapshot } from '@assay/contracts';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { WatchedExperiment } from '../rules/watched-experiments.js';
import { WatchedExperiments } from '../rules/watched-experiments.js';
import { LATEST_SNAPSHOTS } from './latest-snapshots.projection.js';

/** The present run of an experiment under way, with its newest statistics. */
export interface WatchedRun extends WatchedExperiment {
  readonly snapshot: {
    readonly id: string;
    readonly data: MetricsSnapshot['data'];
  };
}

interface Row {
  readonly place: number;
  readonly id: string;
  readonly data: MetricsSnapshot['data'];
}

const READ = `SELECT wanted.place::int AS place, id, data
  FROM unnest($1::text[], $2::text[], $3::int[], $4::uuid[])
    WITH ORDINALITY AS wanted(project, experiment, run, known, place)
  JOIN latest_snapshots USING (project, experiment, run) WHERE id IS DISTINCT FROM known`;

/** Reads runs and their newest snapshots; a snapshot that this process has read before is not read again. */
@Injectable()
export class WatchedRuns {
  private known = new Map<string, WatchedRun['snapshot']>();

  constructor(
    @Inject(PROJECTIONS) private readonly projections: Projections,
    private readonly experiments: WatchedExperiments,
  ) {}

  async read(): Promise<readonly WatchedRun[]> {
    const watched = (await this.experiments.read()).filter(({ experiment }) => experiment.run !== null);
    const keys = watched.map(keyOf);
    const rows = await this.projections.read(LATEST_SNAPSHOTS, (model) =>
      model.query<Row>(READ, [
        watched.map(({ project }) => project),
        watched.map(({ experiment }) => experiment.key),
        watched.map(({ experiment }) => experiment.run),
        keys.map((key) => this.known.get(key)?.id ?? null),
      ]),
    );
    const news = new Map(rows.map(({ place, id, data }) => [keys[place - 1], { id, data }]));
    this.known = new Map(
      keys.flatMap((key) => {
        const snapshot = news.get(key) ?? this.known.get(key);
        return snapshot === undefined ? [] : [[key, snapshot]];
      }),
    );
    return watched.flatMap((one, index) => {
      const snapshot = this.known.get(keys[index] ?? '');
      return snapshot === undefined ? [] : [{ ...one, snapshot }];
    });
  }
}

const keyOf = ({ project, experiment }: WatchedExperiment): string =>
  `${project}/${experiment.key}/${String(experiment.run)}`;
