import type { MetricSpec, VariantSums } from '@assay/contracts';
import type { BreachedGuardrail, GuardrailEvidence, GuardrailRule, MetricPhase } from '@assay/stats';
import { compareMetric, describeArm, guardrailBreach, StatsError } from '@assay/stats';
import { guardrailMetrics, guardrailRule } from '../../experiments/guardrail-rules.js';
import type { ReportedExperiment } from '../../experiments/reported-experiment.js';
import { controlOf } from '../../experiments/reported-experiment.js';
import type { Judgement } from '../judgement.js';
import { shown } from '../judgement.js';
import type { WatchedRun } from '../snapshots/watched-runs.js';
import { pauseRequest } from './watched-experiments.js';

export const GUARDRAIL_METRIC = 'guardrail-metric';

/** It is over when not even half of the harm that is accepted is certain any more. */
const CALM_SHARE = 0.5;

/** Does any variant breach one of the experiment's guardrail metrics, by the statistics of the newest snapshot? */
export function judgeMetrics(run: WatchedRun): readonly Judgement[] {
  return guardrailMetrics(run.experiment).flatMap((metric) => judgeMetric(run, metric));
}

function judgeMetric(run: WatchedRun, metric: MetricSpec): readonly Judgement[] {
  const { project, experiment, snapshot } = run;
  const spec = snapshot.data.metrics.find(({ key }) => key === metric.key);
  if (spec === undefined) return [];
  const seen = evidenceOrNone(experiment, spec, snapshot.data.variants);
  if (seen === undefined) return [];
  const [worst] = breachesOf(guardrailRule(spec), seen);
  const isCalm = breachesOf(guardrailRule(spec, CALM_SHARE), seen).length === 0;
  return [
    {
      level: worst === undefined ? (isCalm ? 'calm' : 'between') : breachLevel(experiment),
      reading: {
        project,
        rule: GUARDRAIL_METRIC,
        subject: `${experiment.key}/${metric.key}`,
        severity: 'critical',
        message: worst === undefined ? `no variant breaches ${metric.key}` : sentenceOf(worst),
        value: worst?.value ?? null,
        limit: worst?.limit ?? null,
        experiment: experiment.key,
        run: snapshot.data.run,
        details: { metric: metric.key, variant: worst?.variant ?? null, snapshot: snapshot.id },
        ...pauseRequest(experiment, metric.key),
      },
    },
  ];
}

/** What is paused already is left as it is. */
const breachLevel = ({ status }: ReportedExperiment) => (status === 'running' ? 'breached' : 'between');

const sentenceOf = ({ metric, variant, kind, value, limit }: BreachedGuardrail): string =>
  kind === 'threshold'
    ? `${metric} of ${variant} is ${shown(value)}, the limit is ${shown(limit)}`
    : `${variant} does ${metric} harm of at least ${shown(value)} against control, ${shown(limit)} is accepted`;

const breachesOf = (rule: GuardrailRule, seen: readonly GuardrailEvidence[]): readonly BreachedGuardrail[] =>
  seen
    .flatMap((evidence) => guardrailBreach(rule, evidence) ?? [])
    .sort((one, other) => Math.abs(other.value - other.limit) - Math.abs(one.value - one.limit));

/** Nothing where the sums of the snapshot do not allow a comparison: a rule that throws would stop the others. */
function evidenceOrNone(...of: Parameters<typeof evidenceOf>): readonly GuardrailEvidence[] | undefined {
  try {
    return evidenceOf(...of);
  } catch (error) {
    if (error instanceof StatsError) return undefined;
    throw error;
  }
}

function evidenceOf(
  experiment: ReportedExperiment,
  metric: MetricSpec,
  variants: readonly VariantSums[],
): readonly GuardrailEvidence[] {
  const control = controlOf(experiment)?.key;
  const compared = { ...metric, cuped: metric.cuped !== undefined };
  const before = control === undefined ? [] : phasesOf(metric, variants, control);
  const controlMean = control === undefined ? null : describeArm(compared, before).value;
  return experiment.variants.map(({ key }) => {
    const phases = phasesOf(metric, variants, key);
    const { units, value } = describeArm(compared, phases);
    const interval =
      control === undefined || key === control
        ? null
        : compareMetric(compared, { control: before, treatment: phases }).sequential.interval;
    return { variant: key, units, value, interval, controlMean };
  });
}

const phasesOf = (
  { key }: MetricSpec,
  variants: readonly VariantSums[],
  variant: string,
): readonly MetricPhase[] =>
  variants
    .filter((sums) => sums.variant === variant)
    .flatMap(({ phase, metrics }) =>
      metrics.filter(({ metric }) => metric === key).map((sums) => ({ ...sums, phase })),
    );
