import type { EventEnvelope, UnitExposed } from '@assay/contracts';
import { grouped, isOfType, timeOf } from './of-type.js';

/** A unit in a run. */
export interface Pair {
  readonly project: string;
  readonly experiment: string;
  readonly run: number;
  readonly unit: string;
}

/** When the first and the last exposure of each run happened, and the last event of any of its units. */
export function runExtremes(
  pairs: ReadonlyMap<string, Pair>,
  byUnit: ReadonlyMap<string, readonly EventEnvelope[]>,
): readonly string[] {
  const runs = grouped(
    [...pairs.values()],
    ({ project, experiment, run }) => `${project} ${experiment} run ${String(run)}`,
  );
  return [...runs].flatMap(([name, units]) => {
    const exposed = units.flatMap((pair) => exposuresIn(pair, byUnit).map(timeOf));
    const seen = units.flatMap((pair) => eventsOf(pair, byUnit).map(timeOf));
    return [
      `${name} first exposure = ${String(Math.min(...exposed))}`,
      `${name} last exposure = ${String(Math.max(...exposed))}`,
      `${name} last event = ${String(Math.max(...seen))}`,
    ];
  });
}

type ByUnit = Parameters<typeof runExtremes>[1];

const eventsOf = ({ project, unit }: Pair, byUnit: ByUnit): readonly EventEnvelope[] =>
  (byUnit.get(`${project}/${unit}`) ?? []).filter(({ type }) => type !== 'UnitAliased');

const exposuresIn = (pair: Pair, byUnit: ByUnit): readonly EventEnvelope[] =>
  eventsOf(pair, byUnit)
    .filter(isOfType<UnitExposed>('UnitExposed'))
    .filter(({ data }) => data.experiment === pair.experiment && data.run === pair.run);
