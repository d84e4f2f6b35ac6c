import type { FindingLine } from '@assay/contracts';
import { damageLine } from '@assay/contracts';
import type { QueryDifferences } from './compare-models.js';
import type { RowDifference } from './row-differences.js';
import { described } from './row-differences.js';

/** Which model was compared, and since when its live tables are read. */
export interface ComparedModel {
  readonly service: string;
  readonly projection: string;
  readonly liveAt: Date | null;
}

/** Every row in which the live tables are not what the log gives. */
export function modelFindings(
  compared: readonly QueryDifferences[],
  { service, projection, liveAt }: ComparedModel,
): readonly FindingLine[] {
  const since = liveAt?.toISOString() ?? null;
  return compared.flatMap(({ tables, differences, isCut }) => {
    const at = { place: `${service} ${projection}: ${tables}`, since };
    const cut = {
      ...at,
      kind: 'row-changed',
      problem: 'there are more differences than are listed',
    } as const;
    return [...differences.map((difference) => finding(at, difference)), ...(isCut ? [damageLine(cut)] : [])];
  });
}

function finding(
  at: { readonly place: string; readonly since: string | null },
  difference: RowDifference,
): FindingLine {
  const { live, replayed } = difference;
  const kind = live === null ? 'row-missing' : replayed === null ? 'row-added' : 'row-changed';
  return damageLine({ ...at, kind, problem: described(difference), expected: replayed, found: live });
}
