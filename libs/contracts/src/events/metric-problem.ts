import type { MetricSpec } from './metric-spec.js';

/** Why a metric cannot be computed as it is written: the rule, where it is broken, and by which value. */
export interface MetricProblem {
  readonly code: string;
  readonly path: string;
  readonly value: unknown;
  readonly detail: string;
}

/**
 * What of a well-formed metric makes no sense together.
 * @param spec a metric that passes the schema of `MetricSpec`
 * @returns the first problem, or undefined for a metric that can be computed
 * @example metricProblem({ ...metricFromName('buy_rate'), type: 'ratio' })?.code // 'METRIC_DENOMINATOR_MISSING'
 */
export function metricProblem(spec: MetricSpec): MetricProblem | undefined {
  for (const rule of RULES) {
    const problem = rule(spec);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

type Rule = (spec: MetricSpec) => MetricProblem | undefined;

const belongsTo =
  (field: 'denominator' | 'quantile' | 'breakdowns' | 'day', type: MetricSpec['type']): Rule =>
  (spec) =>
    spec[field] === undefined || spec.type === type
      ? undefined
      : {
          code: 'METRIC_FIELD_UNUSED',
          path: field,
          value: spec[field],
          detail: `${field} belongs to metrics of type ${type}, this one is a ${spec.type}`,
        };

const required =
  (field: 'denominator' | 'day', type: MetricSpec['type']): Rule =>
  (spec) =>
    spec.type !== type || spec[field] !== undefined
      ? undefined
      : {
          code: `METRIC_${field.toUpperCase()}_MISSING`,
          path: field,
          value: null,
          detail: `a metric of type ${type} needs ${field}`,
        };

const capped: Rule = ({ type, cap }) =>
  cap === undefined || !['proportion', 'retention'].includes(type)
    ? undefined
    : {
        code: 'METRIC_CAP_UNUSED',
        path: 'cap',
        value: cap,
        detail: `a ${type} is not capped; mean, count, ratio and quantile are`,
      };

const adjusted: Rule = ({ type, cuped }) =>
  cuped === undefined || !['quantile', 'retention'].includes(type)
    ? undefined
    : { code: 'METRIC_CUPED_UNUSED', path: 'cuped', value: cuped, detail: `a ${type} cannot be adjusted` };

const ratioCovariate: Rule = ({ type, cuped }) =>
  type !== 'ratio' || cuped === undefined || 'preDays' in cuped
    ? undefined
    : {
        code: 'METRIC_CUPED_ATTRIBUTE',
        path: 'cuped.attribute',
        value: cuped,
        detail: 'a ratio is adjusted by its own pre-period, not by an attribute',
      };

const ordered: Rule = ({ where }) =>
  where?.minValue === undefined ||
  where.maxValue === undefined ||
  Number(where.minValue) <= Number(where.maxValue)
    ? undefined
    : {
        code: 'METRIC_RANGE_EMPTY',
        path: 'where.minValue',
        value: where.minValue,
        detail: `minValue ${where.minValue} is more than maxValue ${where.maxValue}`,
      };

const RULES: readonly Rule[] = [
  required('denominator', 'ratio'),
  required('day', 'retention'),
  belongsTo('denominator', 'ratio'),
  belongsTo('quantile', 'quantile'),
  belongsTo('breakdowns', 'quantile'),
  belongsTo('day', 'retention'),
  capped,
  adjusted,
  ratioCovariate,
  ordered,
];
