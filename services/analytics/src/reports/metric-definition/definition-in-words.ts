import type { AttributeCondition, EventFilter, MetricSpec } from '@assay/contracts';

/** Sums per unit above it count as this much. */
export interface CapReport {
  /** null while a percentile has not become a value: until then nothing is capped. */
  readonly value: string | null;
  /** Which percentile the value is, or will be; not there where the value itself was asked for. */
  readonly percentile?: number;
  /** Why there is no value. */
  readonly reason?: string;
}

/** A definition as people read it, such as `sum of the values of "pay" per unit, within 48 h of first exposure`. */
export const definitionInWords = (
  spec: MetricSpec,
  {
    cap,
    denominatorCap,
  }: { readonly cap?: CapReport | undefined; readonly denominatorCap?: CapReport | undefined },
): string =>
  [
    measured(spec),
    when(spec),
    ...capped(cap, spec.type === 'ratio' ? 'numerator ' : ''),
    ...capped(denominatorCap, 'denominator '),
    ...adjusted(spec),
    ...brokenDown(spec),
  ].join(', ');

function measured(spec: MetricSpec): string {
  const event = `"${spec.event}"${filtered(spec.where)}`;
  switch (spec.type) {
    case 'proportion':
      return `units with ${event}`;
    case 'retention':
      return `units with ${event} on day ${String(spec.day ?? 0)}`;
    case 'count':
      return `number of ${event} per unit`;
    case 'mean':
      return `${amount(spec.measure ?? 'value')} ${event} per unit`;
    case 'quantile':
      return `${String(spec.quantile ?? 0.5)}-quantile of the ${amount(spec.measure ?? 'value')} ${event} per unit`;
    case 'ratio': {
      const { denominator } = spec;
      const below =
        denominator === undefined
          ? 'nothing'
          : `${amount(denominator.measure ?? 'count')} "${denominator.event}"${filtered(denominator.where)}`;
      return `${amount(spec.measure ?? 'value')} ${event} over ${below}`;
    }
  }
}

const amount = (measure: 'count' | 'value'): string =>
  measure === 'count' ? 'number of' : 'sum of the values of';

function filtered(where: EventFilter | undefined): string {
  if (where === undefined) return '';
  const { attributes = [], minValue, maxValue } = where;
  const conditions = [
    ...attributes.map(condition),
    ...(minValue === undefined ? [] : [`value at least ${minValue}`]),
    ...(maxValue === undefined ? [] : [`value at most ${maxValue}`]),
  ];
  return conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
}

const condition = (one: AttributeCondition): string =>
  one.operator === 'exists'
    ? `${one.attribute} exists`
    : `${one.attribute} ${one.operator.replace('_', ' ')} ${JSON.stringify(one.value)}`;

function when({ type, windowHours, delayHours = 0 }: MetricSpec): string {
  if (type === 'retention') return 'counted from first exposure';
  const from = delayHours === 0 ? 'first exposure' : `${String(delayHours)} h after first exposure`;
  return windowHours === null ? `from ${from} on` : `within ${String(windowHours)} h of ${from}`;
}

function capped(cap: CapReport | undefined, what: string): readonly string[] {
  if (cap === undefined) return [];
  const percentile = cap.percentile === undefined ? '' : `percentile ${String(cap.percentile)}`;
  if (cap.value === null) return [`${what}to be capped at ${percentile} (not frozen yet)`];
  return [`${what}capped at ${cap.value}${percentile === '' ? '' : ` (${percentile}, frozen)`}`];
}

const brokenDown = ({ breakdowns }: MetricSpec): readonly string[] =>
  breakdowns === undefined ? [] : [`by ${breakdowns.join(', ')} as well`];

function adjusted({ cuped }: MetricSpec): readonly string[] {
  if (cuped === undefined) return [];
  if ('attribute' in cuped) return [`adjusted by ${cuped.attribute} at first exposure`];
  return [`adjusted by the same over ${String(cuped.preDays)} days before`];
}
