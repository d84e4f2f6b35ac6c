import { setImmediate } from 'node:timers/promises';
import type { BatchScope } from '@assay/projections';
import { forwardsOf } from './forwarding.js';
import { dimensionValue } from './state/attributes.js';
import type { DefinitionsIn } from './storage/definitions.js';
import type { Limits, SeenValue } from './storage/dimension-values.js';
import { admitValues, readLimits, valueUnder } from './storage/dimension-values.js';
import { readHistory } from './storage/history.js';
import { addStatistics } from './storage/statistics.js';
import { insertUnits, updateUnits } from './storage/stored-units.js';
import type { HistoryRow } from './storage/unit-event.js';
import { StatisticsDelta } from './statistics/statistics-delta.js';
import type { FoldedUnit, UnitChange } from './unit-work.js';
import { countUnit, finishUnit } from './unit-work.js';

/** What units were before, and what is needed to fold them. */
export interface FoldingInputs {
  readonly changes: readonly UnitChange[];
  readonly definitionsIn: DefinitionsIn;
  readonly historyOf: (unitKey: string) => readonly HistoryRow[];
  readonly limits: Limits;
}

/** What a batch makes of its units, ready to be written. */
export interface FoldedUnits {
  readonly units: readonly FoldedUnit[];
  readonly delta: StatisticsDelta;
  readonly values: readonly SeenValue[];
  readonly limits: Limits;
}

/** Reads what the changes ask for; of units' histories what lies before this batch. */
export async function readInputs(
  scope: BatchScope,
  changes: readonly UnitChange[],
  definitionsIn: DefinitionsIn,
): Promise<FoldingInputs> {
  const asking = changes.filter(({ after }) => after === undefined).map(({ work }) => work.unitKey);
  const historyOf = await readHistory(scope, asking);
  return { changes, definitionsIn, historyOf, limits: await readLimits(scope, scope.partition) };
}

const PIECE = 128;

/** Finishes the units and counts them, in pieces: between them the rows of the batch go on to the database. */
export async function foldUnits(inputs: FoldingInputs): Promise<FoldedUnits> {
  const { changes, definitionsIn, historyOf, limits } = inputs;
  const delta = new StatisticsDelta(valueUnder(limits));
  const units: FoldedUnit[] = [];
  for (let place = 0; place < changes.length; place += PIECE) {
    await setImmediate();
    for (const change of changes.slice(place, place + PIECE)) {
      const { unitKey, project } = change.work;
      const definitionsOf = definitionsIn(project);
      const unit = finishUnit(change, historyOf(unitKey), definitionsOf);
      countUnit(unit, delta, definitionsOf);
      units.push(unit);
    }
  }
  return { units, delta, values: seenValues(units, definitionsIn), limits };
}

/** Writes states, statistics and what is forwarded. */
export async function storeUnits(scope: BatchScope, folded: FoldedUnits): Promise<void> {
  const { units, delta, values, limits } = folded;
  await writeUnits(scope, units);
  await addStatistics(scope, delta);
  await admitValues(scope, values, { limits, partition: scope.partition });
  await scope.emit(units.flatMap(forwardsOf));
}

/** Every value of a dimension in any exposure, first or not: so it does not depend on which came first. */
function seenValues(units: readonly FoldedUnit[], definitionsIn: DefinitionsIn): readonly SeenValue[] {
  const values = new Map<string, SeenValue>();
  for (const { work, observed } of units)
    for (const one of observed) {
      if (one.kind !== 'exposure') continue;
      const { experiment, attributes } = one;
      for (const { attribute, maxValues, removed } of definitionsIn(work.project)(experiment).dimensions) {
        if (removed) continue;
        const value = dimensionValue(attributes, attribute);
        const key = `${work.project}\u001f${experiment}\u001f${attribute}\u001f${value}`;
        if (!values.has(key))
          values.set(key, { project: work.project, experiment, dimension: attribute, value, maxValues });
      }
    }
  return [...values.values()];
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
