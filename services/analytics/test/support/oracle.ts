import type {
  AttributeCondition,
  DimensionRegistered,
  EventEnvelope,
  EventFilter,
  ExperimentCreated,
  ExperimentMetricSet,
  InteractionRecorded,
  MetricCapFrozen,
  MetricSpec,
  OutcomeRecorded,
  UnitAliased,
  UnitExposed,
} from '@assay/contracts';

/** One line of the statistics as text, so that two sources can be compared. */
export type StatisticsLine = string;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MICROS = 1_000_000;

interface Pair {
  readonly project: string;
  readonly experiment: string;
  readonly run: number;
  readonly unit: string;
}

type Add = (line: string, amount: bigint) => void;

/**
 * The statistics computed the plain way: all events at once, unit by unit, as the definitions say. It shares
 * nothing with the engine, neither code nor order. Events that were forwarded are not expected among the events: a
 * unit's link is followed here.
 */
export function statisticsOf(events: readonly EventEnvelope[]): readonly StatisticsLine[] {
  const unique = linked([...new Map(events.map((event) => [event.id, event])).values()]);
  const exposures = unique
    .filter(isOfType<UnitExposed>('UnitExposed'))
    .filter(({ data }) => ['split', 'sticky'].includes(data.reason));
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
  return [...sums]
    .filter(([, amount]) => amount !== 0n)
    .map(([line, amount]) => `${line} = ${amount.toString()}`)
    .sort();
}

function grouped<Item>(items: readonly Item[], key: (item: Item) => string): ReadonlyMap<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item)) ?? [];
    groups.set(key(item), group);
    group.push(item);
  }
  return groups;
}

const isOfType =
  <Event extends EventEnvelope>(type: Event['type']) =>
  (event: EventEnvelope): event is Event =>
    event.type === type;

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

interface Known {
  readonly slots: readonly { readonly spec: MetricSpec; readonly version: number }[];
  readonly weighted: boolean;
  readonly dimensions: readonly string[];
}

function definitionsOf(events: readonly EventEnvelope[], { project, experiment }: Pair): Known {
  const dimensions = events
    .filter(isOfType<DimensionRegistered>('DimensionRegistered'))
    .filter((event) => event.project === project)
    .map(({ data }) => data.attribute);
  const created = events
    .filter(isOfType<ExperimentCreated>('ExperimentCreated'))
    .find((event) => event.project === project && event.data.key === experiment);
  if (created === undefined) return { slots: [], weighted: false, dimensions };
  const { primaryMetric, secondaryMetrics, experimentType } = created.data;
  const specs = primaryMetric === null ? [...secondaryMetrics] : [primaryMetric, ...secondaryMetrics];
  const changes = events
    .filter(
      (event): event is ExperimentMetricSet | MetricCapFrozen =>
        event.type === 'ExperimentMetricSet' || event.type === 'MetricCapFrozen',
    )
    .filter((event) => event.project === project && event.data.experiment === experiment)
    .sort((one, other) => (one.streamversion ?? 0) - (other.streamversion ?? 0));
  for (const change of changes)
    if (change.type === 'ExperimentMetricSet') specs.push(change.data.metric);
    else {
      const spec = specs.findLast(({ key }) => key === change.data.metric);
      if (spec !== undefined) specs.push({ ...spec, cap: { value: change.data.cap } });
    }
  const slots = specs.map((spec, place) => ({
    spec,
    version: specs.slice(0, place + 1).filter(({ key }) => key === spec.key).length,
  }));
  return { slots, weighted: experimentType === 'bandit', dimensions };
}

const timeOf = (event: EventEnvelope): number => new Date(event.time).getTime();

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
  for (const { spec, version } of definitions.slots) {
    const amounts = amountsOf(spec, first, interactions);
    const metric = `${spec.key}@${String(version)}`;
    strata.forEach((stratum) => {
      countMetric(`${stratum} ${metric}`, amounts, add);
      if (definitions.weighted) countWeighted(`${stratum} ${metric}`, amounts.y, first.data.propensity, add);
    });
  }
}

interface Amounts {
  readonly y: bigint;
  readonly d?: bigint;
  readonly x?: bigint;
  readonly e?: bigint;
}

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
}

function amountsOf(spec: MetricSpec, first: UnitExposed, all: readonly InteractionRecorded[]): Amounts {
  const since = timeOf(first);
  const { delayHours = 0, windowHours, day = 0, cuped, denominator, cap } = spec;
  const begin = since + (spec.type === 'retention' ? day * DAY_MS : delayHours * HOUR_MS);
  const ends = windowHours === null ? Infinity : begin + windowHours * HOUR_MS;
  const end = spec.type === 'retention' ? begin + DAY_MS - 1 : ends;
  const measure = measureOf(spec);
  const capped = (value: bigint): bigint => {
    const limit = cap !== undefined && 'value' in cap ? micros(cap.value) : value;
    return value > limit ? limit : value;
  };
  const y = capped(amountIn(all, { ...spec, measure, from: begin, to: end }));
  const before = cuped !== undefined && 'preDays' in cuped ? since - cuped.preDays * DAY_MS : undefined;
  const past = before === undefined ? undefined : { from: before, to: since - 1 };
  const divisor =
    denominator === undefined
      ? undefined
      : { ...denominator, measure: denominator.measure ?? ('count' as const) };
  const covariate =
    cuped !== undefined && 'attribute' in cuped
      ? numberAt(first.data.attributes, cuped.attribute)
      : undefined;
  const x = past === undefined ? covariate : amountIn(all, { ...spec, measure, ...past });
  const d = divisor === undefined ? undefined : amountIn(all, { ...divisor, from: begin, to: end });
  const e = divisor === undefined || past === undefined ? undefined : amountIn(all, { ...divisor, ...past });
  return {
    y,
    ...(d === undefined ? {} : { d }),
    ...(x === undefined ? {} : { x: capped(x) }),
    ...(e === undefined ? {} : { e }),
  };
}

type Measure = 'once' | 'count' | 'value';

function measureOf({ type, measure }: MetricSpec): Measure {
  if (type === 'proportion' || type === 'retention') return 'once';
  return type === 'count' ? 'count' : (measure ?? 'value');
}

interface Counting {
  readonly event: string;
  readonly where?: EventFilter | undefined;
  readonly measure: Measure;
  readonly from: number;
  readonly to: number;
}

function amountIn(
  all: readonly InteractionRecorded[],
  { event, where, measure, from, to }: Counting,
): bigint {
  const counted = all
    .filter(({ data }) => data.name === event)
    .filter((one) => timeOf(one) >= from && timeOf(one) <= to)
    .filter(({ data }) => passes(data, where));
  if (measure === 'once') return BigInt(counted.length > 0 ? MICROS : 0);
  if (measure === 'count') return BigInt(counted.length) * BigInt(MICROS);
  return counted.reduce((sum, { data }) => sum + micros(data.value ?? '0'), 0n);
}

function passes(
  { value = '0', attributes }: InteractionRecorded['data'],
  where: EventFilter | undefined,
): boolean {
  if (where?.minValue !== undefined && micros(value) < micros(where.minValue)) return false;
  if (where?.maxValue !== undefined && micros(value) > micros(where.maxValue)) return false;
  return (where?.attributes ?? []).every((condition) => holds(attributes?.[condition.attribute], condition));
}

function holds(value: unknown, condition: AttributeCondition): boolean {
  if (value === undefined) return false;
  if (condition.operator === 'equals') return value === condition.value;
  if (condition.operator === 'at_least') return Number(value) >= condition.value;
  throw new TypeError(`the oracle does not know ${condition.operator}`);
}

const textAt = (attributes: Readonly<Record<string, unknown>> | undefined, path: string): string => {
  const value = attributes?.[path];
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : '';
};
const numberAt = (attributes: Readonly<Record<string, unknown>> | undefined, path: string): bigint => {
  const value = attributes?.[path];
  return typeof value === 'number' ? BigInt(Math.round(value * MICROS)) : 0n;
};

/** Exact: the text without its point, six decimals long. */
const micros = (decimal: string): bigint => {
  const [whole = '', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(6, '0'));
};
