import type { Transaction } from '@assay/projections';
import type { TouchedUnit } from '../counting/touched-units.js';
import type { UnitOutcomes } from './unit-outcomes.fold.js';
import { joinKnown } from './unit-outcomes.fold.js';
import type { StoredOutcomes } from './unit-rows.store.js';
import { readUnits } from './unit-rows.store.js';
import { grouped } from '../statistics/grouped.js';

/** A unit that a batch is about. */
export interface MetUnit extends TouchedUnit {
  /** Those of its rows that are new or different. */
  readonly written: readonly StoredOutcomes[];
}

const unitName = ({ project, rollout, unit }: Pick<UnitOutcomes, 'project' | 'rollout' | 'unit'>): string =>
  JSON.stringify([project, rollout, unit]);

/** The units of a batch with everything that is known of them, before it and after. One statement. */
export async function meet(
  scope: Transaction & { readonly partition: number },
  batch: readonly UnitOutcomes[],
): Promise<readonly MetUnit[]> {
  const { partition } = scope;
  const met = grouped(batch, unitName);
  const units = [...met.values()].flatMap(([first]) => first ?? []);
  const known = grouped(
    await readUnits(
      scope,
      units.map((unit) => ({ ...unit, partition })),
    ),
    unitName,
  );
  return units.map(({ project, rollout, unit }) => {
    const name = unitName({ project, rollout, unit });
    const before = known.get(name) ?? [];
    const written = joinKnown(met.get(name) ?? [], before).map((one) => ({ ...one, partition }));
    const isWritten = new Set(written.map(({ activation }) => activation));
    const after = [...before.filter(({ activation }) => !isWritten.has(activation)), ...written];
    return { project, rollout, unit, partition, before, after, written };
  });
}
