import type {
  AttributeCondition,
  EventFilter,
  InteractionRecorded,
  MetricSpec,
  UnitExposed,
} from '@assay/contracts';
import { timeOf } from './of-type.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MICROS = 1_000_000;

/** What a metric makes of a unit, in millionths. */
export interface Amounts {
  readonly y: bigint;
  readonly d?: bigint;
  readonly x?: bigint;
  readonly e?: bigint;
}

export function amountsOf(
  spec: MetricSpec,
  first: UnitExposed,
  all: readonly InteractionRecorded[],
): Amounts {
  const since = timeOf(first);
  const { delayHours = 0, windowHours, day = 0, cuped, denominator, cap } = spec;
  const begin = since + (spec.type === 'retention' ? day * DAY_MS : delayHours * HOUR_MS);
  const ends = windowHours === null ? Infinity : begin + windowHours * HOUR_MS;
  const end = spec.type === 'retention' ? begin + DAY_MS - 1 : ends;
  const measure = measureOf(spec);
  const capped = (value: bigint, by = cap): bigint => {
    const limit = by !== undefined && 'value' in by ? micros(by.value) : value;
    return value > limit ? limit : value;
  };
  const below = denominator?.cap;
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
    ...(d === undefined ? {} : { d: below === undefined ? d : capped(d, below) }),
    ...(x === undefined ? {} : { x: capped(x) }),
    ...(e === undefined ? {} : { e: below === undefined ? e : capped(e, below) }),
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

const numberAt = (attributes: Readonly<Record<string, unknown>> | undefined, path: string): bigint => {
  const value = attributes?.[path];
  return typeof value === 'number' ? BigInt(Math.round(value * MICROS)) : 0n;
};

/** Exact: the text without its point, six decimals long. */
export const micros = (decimal: string): bigint => {
  const [whole = '', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(6, '0'));
};
