import type { Projections } from '@assay/projections';
import { available } from '../problems/available.js';
import { DEFINITION_LIST } from './definition-list.projection.js';

export interface DefinitionPage<State> {
  readonly items: readonly State[];
  /** For the next page; null when this is the last. */
  readonly nextCursor: string | null;
}

export interface PageOptions {
  /** The last key of the page before. */
  readonly after?: string;
  readonly limit?: number;
}

export type DefinitionKind = 'layer' | 'holdout' | 'segment';

interface Keyed<State> {
  readonly key: string;
  readonly state: State;
}

const PAGE = 50;
const KEYS = 'SELECT key FROM definitions WHERE project = $1 AND kind = $2 ORDER BY key';
const QUERY = `SELECT key, state FROM definitions
  WHERE project = $1 AND kind = $2 AND key > $3 ORDER BY key LIMIT $4`;

/** Layers, holdouts and segments by key, as far as the log has been projected. */
export class DefinitionList {
  constructor(private readonly projections: Pick<Projections, 'read'>) {}

  /** @throws UnavailableProblem until the list has been built for the first time */
  async page<State>(
    project: string,
    kind: DefinitionKind,
    { after = '', limit = PAGE }: PageOptions,
  ): Promise<DefinitionPage<State>> {
    const found = await this.read<Keyed<State>>(QUERY, [project, kind, after, limit + 1]);
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    return { items: items.map(({ state }) => state), nextCursor: last?.key ?? null };
  }

  /** Every key of a kind. */
  async keys(project: string, kind: DefinitionKind): Promise<readonly string[]> {
    const found = await this.read<{ readonly key: string }>(KEYS, [project, kind]);
    return found.map(({ key }) => key);
  }

  private read<Row>(sql: string, parameters: readonly unknown[]): Promise<readonly Row[]> {
    return available(() =>
      this.projections.read(DEFINITION_LIST, (model) => model.query<Row>(sql, parameters)),
    );
  }
}
