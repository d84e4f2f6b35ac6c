import type { GuardrailMetricCertificate, MetricSpec, VariantSums } from '@assay/contracts';
import type { BreachedGuardrail, GuardrailEvidence, GuardrailRule, MetricPhase } from '@assay/stats';
import { compareMetric, describeArm, guardrailBreach, StatsError } from '@assay/stats';

/** What is known of a guardrail metric in all variants. */
export type MetricSeen = Pick<GuardrailMetricCertificate, 'metric' | 'control' | 'variants' | 'sums'>;

/** Of all sums, those of one metric. */
export const sumsOfMetric = (
  { key }: Pick<MetricSpec, 'key'>,
  variants: readonly VariantSums[],
): MetricSeen['sums'] =>
  variants.flatMap(({ variant, phase, metrics }) =>
    metrics.filter(({ metric }) => metric === key).map((sums) => ({ variant, phase, sums })),
  );

const phasesOf = (sums: MetricSeen['sums'], variant: string): readonly MetricPhase[] =>
  sums.flatMap((one) => (one.variant === variant ? [{ ...one.sums, phase: one.phase }] : []));

/** Each variant beside control. @throws StatsError for sums that do not allow a comparison */
function evidenceOf({ metric, control, variants, sums }: MetricSeen): readonly GuardrailEvidence[] {
  const compared = { ...metric, cuped: metric.cuped !== undefined };
  const before = control === null ? [] : phasesOf(sums, control);
  const controlMean = control === null ? null : describeArm(compared, before).value;
  return variants.map((variant) => {
    const phases = phasesOf(sums, variant);
    const { units, value } = describeArm(compared, phases);
    const interval =
      control === null || variant === control
        ? null
        : compareMetric(compared, { control: before, treatment: phases }).sequential.interval;
    return { variant, units, value, interval, controlMean };
  });
}

/** The same; undefined where the sums do not allow a comparison: a rule that throws would stop the others. */
export function evidenceOrNone(seen: MetricSeen): readonly GuardrailEvidence[] | undefined {
  try {
    return evidenceOf(seen);
  } catch (error) {
    if (error instanceof StatsError) return undefined;
    throw error;
  }
}

/** What variants breach, the worst first. */
export const breachesOf = (
  rule: GuardrailRule,
  seen: readonly GuardrailEvidence[],
): readonly BreachedGuardrail[] =>
  seen
    .flatMap((evidence) => guardrailBreach(rule, evidence) ?? [])
    .sort((one, other) => Math.abs(other.value - other.limit) - Math.abs(one.value - one.limit));
