import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { NotFoundProblem } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ENGINE } from '../../engine/engine.projection.js';
import { ExperimentDirectory } from '../../experiments/experiment-directory.js';
import type { CatalogueQuery } from './catalogue.dto.js';
import { readCatalogue, readUses } from './read-catalogue.js';
import type { CataloguedMetric, MetricUse } from './views.js';
import { metricView, useView } from './views.js';

export interface CataloguePage {
  readonly metrics: readonly CataloguedMetric[];
  /** Give it as `cursor` for the next page; null on the last one. */
  readonly nextCursor: string | null;
}

export interface UsesPage {
  readonly key: string;
  readonly experiments: readonly MetricUse[];
  readonly nextCursor: string | null;
}

/** Which metrics there are, and which experiments measure them. */
@Injectable()
export class CatalogueService {
  constructor(
    @Inject(PROJECTIONS) private readonly projections: Projections,
    private readonly directory: ExperimentDirectory,
  ) {}

  async list(
    project: string,
    query: Required<Pick<CatalogueQuery, 'limit'>> & CatalogueQuery,
  ): Promise<CataloguePage> {
    const found = await this.projections.read(ENGINE, (model) =>
      readCatalogue(model, project, { ...query, limit: query.limit + 1 }),
    );
    const metrics = found.slice(0, query.limit).map(metricView);
    return { metrics, nextCursor: found.length > query.limit ? (metrics.at(-1)?.key ?? null) : null };
  }

  /** @throws NotFoundProblem for a key that no experiment has */
  async uses(
    project: string,
    key: string,
    page: { readonly after: string; readonly limit: number },
  ): Promise<UsesPage> {
    const found = await this.projections.read(ENGINE, (model) =>
      readUses(model, { project, key }, { after: page.after, limit: page.limit + 1 }),
    );
    if (found.length === 0 && page.after === '') throw metricNotFound(key);
    const shown = found.slice(0, page.limit);
    const known = await this.directory.named(
      project,
      shown.map(({ experiment }) => experiment),
    );
    const experiments = shown.map((use) => useView(use, key, known.get(use.experiment)));
    return {
      key,
      experiments,
      nextCursor: found.length > page.limit ? (experiments.at(-1)?.experiment ?? null) : null,
    };
  }
}

const metricNotFound = (key: string): NotFoundProblem =>
  new NotFoundProblem('METRIC_NOT_FOUND', `no experiment has a metric "${key}"`, {
    errors: [{ path: 'key', value: key, message: 'GET /api/v1/metrics lists those there are' }],
  });
