import type { MetricSpec } from '@assay/contracts';
import type { BreachedGuardrail } from '@assay/stats';
import { guardrailMetrics, guardrailRule } from '../../experiments/guardrail-rules.js';
import type { ReportedExperiment } from '../../experiments/reported-experiment.js';
import { controlOf } from '../../experiments/reported-experiment.js';
import type { MetricSeen } from '../guardrails/metric-breaches.js';
import { breachesOf, evidenceOrNone, sumsOfMetric } from '../guardrails/metric-breaches.js';
import { certifyMetric, GUARDRAIL_METRIC } from '../guardrails/metric-certificate.js';
import { guarded, pauseRequest } from '../guardrails/pause-request.js';
import type { Judgement } from '../judgement.js';
import { shown } from '../judgement.js';
import type { WatchedRun } from '../snapshots/watched-runs.js';

/** It is over when not even half of the harm that is accepted is certain any more. */
const CALM_SHARE = 0.5;

/** Does any variant breach one of the experiment's guardrail metrics, by the statistics of the newest snapshot? */
export function judgeMetrics(run: WatchedRun): readonly Judgement[] {
  return guardrailMetrics(run.experiment).flatMap((metric) => judgeMetric(run, metric));
}

function seenIn({ experiment, snapshot }: WatchedRun, metric: MetricSpec): MetricSeen {
  const control = controlOf(experiment)?.key ?? null;
  const variants = experiment.variants.map(({ key }) => key);
  return { metric, control, variants, sums: sumsOfMetric(metric, snapshot.data.variants) };
}

function judgeMetric(run: WatchedRun, metric: MetricSpec): readonly Judgement[] {
  const { project, experiment, snapshot } = run;
  const spec = snapshot.data.metrics.find(({ key }) => key === metric.key);
  if (spec === undefined) return [];
  const seen = seenIn(run, spec);
  const evidence = evidenceOrNone(seen);
  if (evidence === undefined) return [];
  const [worst] = breachesOf(guardrailRule(spec), evidence);
  const isCalm = breachesOf(guardrailRule(spec, CALM_SHARE), evidence).length === 0;
  const level = worst === undefined ? (isCalm ? 'calm' : 'between') : breachLevel(experiment);
  return [
    {
      level,
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
        ...pauseRequest(guarded(experiment), metric.key),
        ...(level === 'breached' ? { certificate: certifyMetric(experiment, seen, snapshot) } : {}),
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
