import type { EventEnvelope } from '@assay/contracts';
import { forwardsOf } from './forwarding.js';
import { dimensionValue } from './state/attributes.js';
import type { DefinitionsOf } from './state/metric-definitions.js';
import type { Observation } from './state/observation.js';
import type { UnitEntry } from './state/unit-state.js';
import { encodeUnitState, isWorthKeeping } from './state/unit-state.js';
import { StatisticsDelta } from './statistics/statistics-delta.js';
import type { DefinitionsIn } from './storage/definitions.js';
import type { Limits, SeenValue } from './storage/dimension-values.js';
import { valueUnder } from './storage/dimension-values.js';
import type { ChangedUnit, EncodedUnit, UnwrittenUnits } from './storage/stored-units.js';
import type { HistoryRow } from './storage/unit-event.js';
import { meanwhileEach } from './together.js';
import type { FoldedUnit, UnitChange } from './unit-work.js';
import { finishUnit } from './unit-work.js';

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
    private readonly partition: number,
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
      this.count(unit, definitionsOf);
      this.note(unit);
    });
  }

  /** The units that were added since this was asked last. */
  unwritten(): UnwrittenUnits {
    const { inserted, updated } = this;
    [this.inserted, this.updated] = [[], []];
    return { inserted, updated };
  }

  private count({ change, after, observed }: FoldedUnit, definitionsOf: DefinitionsOf): void {
    const place = { project: change.work.project, partition: this.partition };
    const { entries } = after;
    this.delta.change(place, { before: change.before.entries, after: entries }, definitionsOf);
    for (const entry of entries) this.delta.observe(place, entry, lastSeen(entry, observed));
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

/** The latest exposure and the latest event of a unit in a run, as far as this batch shows them. */
function lastSeen(
  { experiment, run, first }: UnitEntry,
  observed: readonly Observation[],
): { readonly lastExposure: number; readonly lastEvent: number } {
  let lastExposure = first.time;
  let lastEvent = first.time;
  for (const one of observed) {
    lastEvent = Math.max(lastEvent, one.time);
    if (one.kind === 'exposure' && one.experiment === experiment && one.run === run)
      lastExposure = Math.max(lastExposure, one.time);
  }
  return { lastExposure, lastEvent };
}
