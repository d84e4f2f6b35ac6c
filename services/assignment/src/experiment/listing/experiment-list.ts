import type { Projections } from '@assay/projections';
import type { ExistingExperiment } from '../experiment-state.js';
import type { ExperimentView } from '../http/experiment-view.js';
import { experimentView } from '../http/experiment-view.js';
import { EXPERIMENT_LIST } from './experiment-list.projection.js';
import type { ListFilter } from './list-filter.js';
import { PAGE } from './list-filter.js';
import { searchPatterns } from './search-text.js';

export interface ExperimentPage {
  readonly items: readonly ExperimentView[];
  /** For the next page; null when this is the last. */
  readonly nextCursor: string | null;
}

/** An experiment's key, and the number by which it is listed. */
export interface NumberedKey {
  readonly key: string;
  readonly number: number;
}

export interface DueExperiment {
  readonly project: string;
  readonly key: string;
}

const DUE_AT_ONCE = 100;

const PAGE_QUERY = `SELECT state FROM experiments
  WHERE project = $1 AND number > $2
    AND ($3::text[] IS NULL OR status = ANY($3)) AND ($4::text IS NULL OR type = $4)
    AND ($5::text IS NULL OR owner = $5) AND ($6::text IS NULL OR tags @> ARRAY[$6])
    AND search LIKE ALL ($7::text[])
  ORDER BY number LIMIT $8`;

const KEYS_QUERY = `SELECT key, number FROM experiments WHERE project = $1 AND number > $2 ORDER BY number LIMIT $3`;

const DUE_QUERY = `SELECT project, key FROM experiments
  WHERE due_at <= to_timestamp($1 / 1000.0) ORDER BY due_at LIMIT ${String(DUE_AT_ONCE)}`;

/** Finds experiments, as far as the log has been projected. */
export class ExperimentList {
  constructor(private readonly projections: Pick<Projections, 'read'>) {}

  /** By number, the oldest first. */
  async page(project: string, filter: ListFilter): Promise<ExperimentPage> {
    const { cursor = 0, limit = PAGE, status, type, owner, tag, search = '' } = filter;
    const parameters = [
      ...[project, cursor, status ?? null, type ?? null, owner ?? null, tag ?? null],
      ...[searchPatterns(search), limit + 1],
    ];
    const found = await this.projections.read(EXPERIMENT_LIST, (model) =>
      model.query<{ readonly state: ExistingExperiment }>(PAGE_QUERY, parameters),
    );
    const items = found.slice(0, limit).map(({ state }) => experimentView(state));
    const last = found.length > limit ? items.at(-1) : undefined;
    return { items, nextCursor: last === undefined ? null : String(last.number) };
  }

  /** Of all experiments that there are, those behind a number. */
  keys(project: string, after: number, limit: number): Promise<readonly NumberedKey[]> {
    return this.projections.read(EXPERIMENT_LIST, (model) =>
      model.query<NumberedKey>(KEYS_QUERY, [project, after, limit]),
    );
  }

  /** Those whose next step has come due, the longest overdue first. */
  due(now: number): Promise<readonly DueExperiment[]> {
    return this.projections.read(EXPERIMENT_LIST, (model) => model.query<DueExperiment>(DUE_QUERY, [now]));
  }
}
