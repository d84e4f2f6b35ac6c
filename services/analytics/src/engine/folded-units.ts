import type { EventEnvelope } from '@assay/contracts';
import { forwardsOf } from './forwarding.js';
import { dimensionValue } from './state/attributes.js';
import { encodeUnitState, isWorthKeeping } from './state/unit-state.js';
import { StatisticsDelta } from './statistics/statistics-delta.js';
import type { DefinitionsIn } from './storage/definitions.js';
import type { Limits, SeenValue } from './storage/dimension-values.js';
import { valueUnder } from './storage/dimension-values.js';
import type { ChangedUnit, EncodedUnit, UnwrittenUnits } from './storage/stored-units.js';
import type { HistoryRow } from './storage/unit-event.js';
import { meanwhileEach } from './together.js';
import type { FoldedUnit, UnitChange } from './unit-work.js';
import { countUnit, finishUnit } from './unit-work.js';

const SEPARATOR = '\u001f';

/** What a batch makes of its units, ready to be written. */
export class FoldedUnits {
  readonly delta: StatisticsDelta;
  /** Values of dimensions in any exposure, first or not: so they do not depend on which came first. */
  readonly values = new Map<string, SeenValue>();
  readonly forwards: EventEnvelope[] = [];
  private inserted: EncodedUnit[] = [];
  private updated: ChangedUnit[] = [];

  constructor(
    readonly partition: number,
    private readonly definitionsIn: DefinitionsIn,
    limits: Limits,
  ) {
    this.delta = new StatisticsDelta(valueUnder(limits));
  }

  /** Finishes units and counts them. */
  async add(
    changes: readonly UnitChange[],
    historyOf: (unitKey: string) => readonly HistoryRow[],
  ): Promise<void> {
    await meanwhileEach(changes, (change) => {
      const { project, unitKey } = change.work;
      const definitionsOf = this.definitionsIn(project);
      const unit = finishUnit(change, historyOf(unitKey), definitionsOf);
      countUnit(unit, this, definitionsOf);
      this.note(unit);
    });
  }

  /** The units that were added since this was asked last. */
  unwritten(): UnwrittenUnits {
    const { inserted, updated } = this;
    [this.inserted, this.updated] = [[], []];
    return { inserted, updated };
  }

  private note(unit: FoldedUnit): void {
    const { change, after } = unit;
    const { stored } = change;
    const { unitKey } = change.work;
    if (stored === undefined) {
      if (isWorthKeeping(after)) this.inserted.push({ unitKey, state: encodeUnitState(after) });
    } else if (stored.state !== after)
      this.updated.push({ unitKey, state: encodeUnitState(after), place: stored.place });
    this.noteValues(unit);
    if (after.alias !== undefined) this.forwards.push(...forwardsOf(unit));
  }

  private noteValues({ change, observed }: FoldedUnit): void {
    const { project } = change.work;
    for (const one of observed) {
      if (one.kind !== 'exposure') continue;
      const { experiment, attributes } = one;
      for (const { attribute, maxValues, removed } of this.definitionsIn(project)(experiment).dimensions) {
        if (removed) continue;
        const value = dimensionValue(attributes, attribute);
        const key = project + SEPARATOR + experiment + SEPARATOR + attribute + SEPARATOR + value;
        if (!this.values.has(key))
          this.values.set(key, { project, experiment, dimension: attribute, value, maxValues });
      }
    }
  }
}
