import type { BatchScope } from '@assay/projections';
import { forwardsOf } from './forwarding.js';
import { dimensionValue } from './state/attributes.js';
import type { DefinitionsIn } from './storage/definitions.js';
import type { SeenValue } from './storage/dimension-values.js';
import { admitValues, readLimits, valueUnder } from './storage/dimension-values.js';
import { readHistory } from './storage/history.js';
import { addStatistics } from './storage/statistics.js';
import { insertUnits, updateUnits } from './storage/stored-units.js';
import { StatisticsDelta } from './statistics/statistics-delta.js';
import type { FoldedUnit, UnitChange } from './unit-work.js';
import { countUnit, finishUnit } from './unit-work.js';

/** Reads the histories asked for, finishes the units, and writes states, statistics and what is forwarded. */
export async function storeChanges(
  scope: BatchScope,
  changes: readonly UnitChange[],
  definitionsIn: DefinitionsIn,
): Promise<void> {
  const asking = changes.filter(({ after }) => after === undefined).map(({ work }) => work.unitKey);
  const historyOf = await readHistory(scope, asking);
  const units = changes.map((change) =>
    finishUnit(change, historyOf(change.work.unitKey), definitionsIn(change.work.project)),
  );
  await writeUnits(scope, units);
  await countUnits(scope, units, definitionsIn);
  await scope.emit(units.flatMap(forwardsOf));
}

async function countUnits(
  scope: BatchScope,
  units: readonly FoldedUnit[],
  definitionsIn: DefinitionsIn,
): Promise<void> {
  const seen = seenValues(units, definitionsIn);
  const limits = seen.any ? await readLimits(scope, scope.partition) : new Map<string, number>();
  const delta = new StatisticsDelta(valueUnder(limits));
  for (const unit of units) countUnit(unit, delta, definitionsIn(unit.work.project));
  await addStatistics(scope, delta);
  await admitValues(scope, [...seen.values.values()], { limits, partition: scope.partition });
}

interface SeenValues {
  /** Some unit has values of dimensions: they may be counted as the rest. */
  readonly any: boolean;
  readonly values: ReadonlyMap<string, SeenValue>;
}

/** Every value of a dimension in any exposure, first or not: so it does not depend on which came first. */
function seenValues(units: readonly FoldedUnit[], definitionsIn: DefinitionsIn): SeenValues {
  const values = new Map<string, SeenValue>();
  let any = false;
  for (const { work, observed, after } of units) {
    any ||= after.entries.some(({ dimensions }) => dimensions.length > 0);
    for (const one of observed) {
      if (one.kind !== 'exposure') continue;
      const { experiment, attributes } = one;
      for (const { attribute, maxValues } of definitionsIn(work.project)(experiment).dimensions) {
        const value = dimensionValue(attributes, attribute);
        const key = `${work.project}\u001f${experiment}\u001f${attribute}\u001f${value}`;
        if (!values.has(key))
          values.set(key, { project: work.project, experiment, dimension: attribute, value, maxValues });
      }
    }
  }
  return { any, values };
}

async function writeUnits(scope: BatchScope, units: readonly FoldedUnit[]): Promise<void> {
  const fresh = units.filter(
    ({ stored, after }) => stored === undefined && (after.entries.length > 0 || after.alias !== undefined),
  );
  const changed = units.filter(({ stored, after }) => stored !== undefined && stored.state !== after);
  const row = ({ work, partition, after }: FoldedUnit) => ({
    unitKey: work.unitKey,
    partition,
    state: after,
  });
  await insertUnits(scope, fresh.map(row));
  await updateUnits(scope, changed.map(row));
}
