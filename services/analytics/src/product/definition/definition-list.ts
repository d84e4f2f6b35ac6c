import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { SlotKind } from '../model/slot-models.js';
import { PRODUCT } from '../product.projection.js';

interface ListedDefinition {
  readonly key: string;
  readonly version: number;
  readonly document: Readonly<Record<string, unknown>>;
}

interface Row {
  readonly key: string;
  readonly version: number;
  readonly document: string;
}

/** The definitions of a project as the read model knows them: a moment behind what was decided. */
@Injectable()
export class DefinitionList {
  constructor(@Inject(PROJECTIONS) private readonly projections: Projections) {}

  /** In order of their keys, those after `after`. */
  async page(
    project: string,
    kind: SlotKind,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<readonly ListedDefinition[]> {
    const rows = await this.projections.read(PRODUCT, (model) =>
      model.query<Row>(
        `SELECT DISTINCT ON (key) key, version, document FROM slots
         WHERE project = $1 AND kind = $2 AND key > $3 AND NOT dropped ORDER BY key, version DESC LIMIT $4`,
        [project, kind, after, limit],
      ),
    );
    return rows.map(({ document, ...row }) => ({
      ...row,
      document: JSON.parse(document) as Readonly<Record<string, unknown>>,
    }));
  }
}
