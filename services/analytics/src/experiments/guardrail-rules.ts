import type { MetricSpec } from '@assay/contracts';
import type { GuardrailRule } from '@assay/stats';
import type { ReportedExperiment } from './reported-experiment.js';

/** Guardrails of the design, and metrics that were given limits of their own. */
export function guardrailMetrics({
  guardrails,
  metrics,
}: Pick<ReportedExperiment, 'guardrails' | 'metrics'>): readonly MetricSpec[] {
  const designed = guardrails.flatMap((one) => (one.kind === 'metric' ? [one.metric] : []));
  const keys = new Set(designed.map(({ key }) => key));
  return [...designed, ...metrics.filter(({ key, guardrail }) => guardrail !== undefined && !keys.has(key))];
}

/** Without limits of its own a guardrail metric accepts no harm. */
export function guardrailRule({ key, direction, guardrail = {} }: MetricSpec, share = 1): GuardrailRule {
  const { threshold } = guardrail;
  const maxHarm = guardrail.maxHarm ?? (threshold === undefined ? 0 : undefined);
  return {
    metric: key,
    direction,
    ...(threshold === undefined ? {} : { threshold }),
    ...(maxHarm === undefined ? {} : { maximumHarm: maxHarm * share }),
  };
}
