import type {
  EventEnvelope,
  InteractionRecorded,
  MetricSpec,
  OutcomeRecorded,
  UnitAliased,
  UnitExposed,
} from '@assay/contracts';
import { bucketOf, DEFAULT_GRID } from '@assay/stats';
import type { Amounts } from './oracle/amounts.js';
import { amountsOf } from './oracle/amounts.js';
import type { Known } from './oracle/definitions.js';
import { definitionsOf } from './oracle/definitions.js';
import type { Pair } from './oracle/extremes.js';
import { runExtremes } from './oracle/extremes.js';
import { grouped, isOfType, timeOf } from './oracle/of-type.js';
import { countOutcomes } from './oracle/outcomes.js';

/** One line of the statistics as text, so that two sources can be compared. */
export type StatisticsLine = string;

const MICROS = 1_000_000;

type Add = (line: string, amount: bigint) => void;

/**
 * The statistics computed the plain way: all events at once, unit by unit, as the definitions say. It shares
 * nothing with the engine, neither code nor order. Events that were forwarded are not expected among the events: a
 * unit's link is followed here.
 */
export function statisticsOf(events: readonly EventEnvelope[]): readonly StatisticsLine[] {
  const asTheyCame = [...new Map(events.map((event) => [event.id, event])).values()];
  const unique = linked(asTheyCame).filter(isCounted);
  const exposures = unique.filter(isOfType<UnitExposed>('UnitExposed'));
  const sums = new Map<string, bigint>();
  const add: Add = (line, amount) => sums.set(line, (sums.get(line) ?? 0n) + amount);
  const pairs = new Map(exposures.map((event) => [pairKey(event), pairOf(event)]));
  const byUnit = grouped(
    unique,
    ({ project, data }) => `${project}/${(data as { unit?: string }).unit ?? ''}`,
  );
  const byPair = grouped(exposures, pairKey);
  const definitions = unique.filter(({ data }) => !('unit' in (data as object)));
  for (const [key, pair] of pairs) {
    const others = byUnit.get(`${pair.project}/${pair.unit}`) ?? [];
    countPair(
      pair,
      { own: byPair.get(key) ?? [], others, definitions: definitionsOf(definitions, pair) },
      add,
    );
  }
  countOutcomes(asTheyCame, add);
  const counted = [...sums].filter(([, amount]) => amount !== 0n);
  return [
    ...counted.map(([line, amount]) => `${line} = ${amount.toString()}`),
    ...runExtremes(pairs, byUnit),
  ].sort();
}

/** Of the exposures only those count in which chance chose the variant. */
const isCounted = (event: EventEnvelope): boolean =>
  !isOfType<UnitExposed>('UnitExposed')(event) || ['split', 'sticky', 'bandit'].includes(event.data.reason);

/** Events of a unit that was linked happened to its user. */
function linked(events: readonly EventEnvelope[]): readonly EventEnvelope[] {
  const users = new Map<string, string>();
  for (const { project, data } of events.filter(isOfType<UnitAliased>('UnitAliased')))
    if (!users.has(`${project}/${data.unit}`)) users.set(`${project}/${data.unit}`, data.user);
  return events.map((event) => {
    const { unit } = event.data as { unit?: string };
    const user = users.get(`${event.project}/${unit ?? ''}`);
    return user === undefined ? event : { ...event, data: { ...(event.data as object), unit: user } };
  });
}

const pairOf = ({ project, data }: UnitExposed): Pair => ({
  project,
  experiment: data.experiment,
  run: data.run,
  unit: data.unit,
});
const pairKey = (event: UnitExposed): string => JSON.stringify(pairOf(event));

interface Evidence {
  readonly own: readonly UnitExposed[];
  readonly others: readonly EventEnvelope[];
  readonly definitions: Known;
}

function countPair(
  { project, experiment, run }: Pair,
  { own, others, definitions }: Evidence,
  add: Add,
): void {
  const name = `${project} ${experiment} run ${String(run)}`;
  const [first] = [...own].sort(
    (one, other) =>
      timeOf(one) - timeOf(other) ||
      one.data.phase - other.data.phase ||
      (one.data.variant < other.data.variant ? -1 : Number(one.data.variant > other.data.variant)) ||
      (one.id < other.id ? -1 : 1),
  );
  if (first === undefined) return;
  if (new Set(own.map(({ data }) => data.variant)).size > 1) {
    add(`${name} excluded`, 1n);
    return;
  }
  const place = `${name} ${first.data.variant} phase ${String(first.data.phase)}`;
  const strata = [
    `${place} ${first.time.slice(0, 10)}`,
    ...definitions.dimensions.map((path) => `${place} ${path}=${textAt(first.data.attributes, path)}`),
  ];
  const failed = others
    .filter(isOfType<OutcomeRecorded>('OutcomeRecorded'))
    .some(
      (event) =>
        !event.data.success &&
        timeOf(event) >= timeOf(first) &&
        (event.data.flag === undefined || event.data.flag === experiment),
    );
  for (const stratum of strata) {
    add(`${stratum} units`, 1n);
    if (failed) add(`${stratum} units with error`, 1n);
  }
  const interactions = others.filter(isOfType<InteractionRecorded>('InteractionRecorded'));
  for (const { spec, version, key = spec.key, day } of definitions.slots) {
    const amounts = amountsOf(
      spec,
      first,
      day === undefined ? interactions : onDay(interactions, first, { day, spec }),
    );
    const metric = `${key}@${String(version)}`;
    strata.forEach((stratum) => {
      countMetric(`${stratum} ${metric}`, amounts, add);
      if (definitions.weighted) countWeighted(`${stratum} ${metric}`, amounts.y, first.data.propensity, add);
    });
    const bucket = bucketAt(amounts.y);
    if (!isSketched(spec) || bucket === 0) continue;
    const values = definitions.dimensions.filter((path) => spec.breakdowns?.includes(path));
    for (const where of [
      ...[strata[0] ?? '', place],
      ...values.map((path) => `${place} ${path}=${textAt(first.data.attributes, path)}`),
    ])
      add(`${where} ${metric} bucket ${String(bucket)}`, 1n);
  }
}

const DAY_MS = 86_400_000;
const onDay = (
  interactions: readonly InteractionRecorded[],
  first: UnitExposed,
  { day, spec: { windowHours, delayHours = 0 } }: { readonly day: number; readonly spec: MetricSpec },
): readonly InteractionRecorded[] =>
  interactions.filter((event) => {
    const since = timeOf(event) - timeOf(first);
    // The last instant of a window that ends with a day belongs to that day.
    const isEnd = windowHours !== null && since === ((delayHours + windowHours) * DAY_MS) / 24;
    return Math.floor((isEnd ? since - 1 : since) / DAY_MS) === day;
  });

const isSketched = ({ type, cap }: MetricSpec): boolean =>
  type === 'quantile' || (cap !== undefined && 'percentile' in cap);

const bucketAt = (millionths: bigint): number => bucketOf(Number(millionths) / MICROS, DEFAULT_GRID);

function countMetric(line: string, { y, d, x, e }: Amounts, add: Add): void {
  add(`${line} n`, 1n);
  add(`${line} sum`, y);
  add(`${line} squares`, y * y);
  if (d !== undefined) {
    add(`${line} d`, d);
    add(`${line} dd`, d * d);
    add(`${line} yd`, y * d);
  }
  if (x === undefined) return;
  add(`${line} x`, x);
  add(`${line} xx`, x * x);
  add(`${line} xy`, x * y);
  if (d === undefined || e === undefined) return;
  add(`${line} e`, e);
  add(`${line} ee`, e * e);
  add(`${line} ed`, e * d);
  add(`${line} xe`, x * e);
  add(`${line} ey`, e * y);
  add(`${line} xd`, x * d);
}

function countWeighted(line: string, y: bigint, propensity: number, add: Add): void {
  const weight = BigInt(Math.round(MICROS / propensity));
  add(`${line} w`, weight);
  add(`${line} wy`, weight * y);
  add(`${line} wwyy`, weight * weight * y * y);
  add(`${line} ww`, weight * weight);
  add(`${line} wwy`, weight * weight * y);
}

const textAt = (attributes: Readonly<Record<string, unknown>> | undefined, path: string): string => {
  const value = attributes?.[path];
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : '';
};
