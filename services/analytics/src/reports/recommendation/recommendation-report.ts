import type { MetricSpec } from '@assay/contracts';
import type { BreachedGuardrail } from '@assay/stats';
import { guardrailBreach, recommend } from '@assay/stats';
import { guardrailMetrics, guardrailRule } from '../../experiments/guardrail-rules.js';
import type { ReportedExperiment } from '../../experiments/reported-experiment.js';
import { controlOf } from '../../experiments/reported-experiment.js';
import { computedOr } from '../compared-metric.js';
import { metricPower } from '../power/metric-power.js';
import type { MetricReport, MetricVariantReport, SampleRatioReport } from '../report.js';
import type { RecommendationReport } from './recommendation.js';
import type { RecommendationDefaults } from './recommendation-defaults.js';

interface RecommendationInput {
  readonly metrics: readonly MetricReport[];
  /** The primary metric with intervals of the confidence that is asked for; its p-values are not read. */
  readonly decisive: MetricReport | undefined;
  readonly defaults: RecommendationDefaults;
  readonly specs: readonly MetricSpec[];
  readonly srm: SampleRatioReport;
  /** Milliseconds since 1970. */
  readonly completeTo: number | null;
  readonly now: number;
}

/**
 * The recommendation on a run by its primary metric. The p-values are those of this look; promotion takes the smallest
 * of all recorded looks, so that it may decide earlier and never otherwise.
 */
export function recommendationReport(
  experiment: ReportedExperiment,
  { metrics, decisive, defaults, specs, srm, completeTo, now }: RecommendationInput,
): RecommendationReport {
  const { plannedUnits, minimumSampleSize } = experiment;
  const thresholds = {
    ...defaults,
    minimumUnits: minimumSampleSize ?? defaults.minimumUnits,
    plannedUnits,
  };
  const primary = metrics.find(({ isPrimary }) => isPrimary);
  const spec = specs.find(({ key }) => key === primary?.key);
  if (primary === undefined || spec === undefined) return { ...NO_PRIMARY_METRIC, thresholds };
  const variants = decidedBy(primary);
  const intervals = new Map(
    decidedBy(decisive ?? primary).map(({ variant, comparison }) => [
      variant,
      comparison?.sequential.interval,
    ]),
  );
  const lagMs = completeTo === null ? null : Math.max(0, now - completeTo);
  const evidence = {
    control: controlOf(experiment)?.key ?? null,
    arms: variants,
    treatments: variants.flatMap(({ variant, comparison }) =>
      comparison === null
        ? []
        : [
            {
              variant,
              difference: comparison.difference,
              lift: comparison.lift,
              interval: intervals.get(variant) ?? null,
              pValue: comparison.sequential.pValue,
            },
          ],
    ),
    direction: primary.direction,
    sampleRatioPValue: srm.chi2 === null ? null : srm.sequentialPValue,
    breachedGuardrails: guardrailMetrics({ ...experiment, metrics: specs }).flatMap((guarded) =>
      breachesOf(guarded, metrics),
    ),
    lagMs,
    unitsNeeded: unitsNeeded(primary, spec, experiment),
  };
  const basis = primary.matured === undefined ? 'all units' : 'matured units';
  return { ...recommend(evidence, thresholds), basis, thresholds };
}

const decidedBy = ({ matured, variants }: MetricReport): readonly MetricVariantReport[] =>
  matured?.variants ?? variants;

const NO_PRIMARY_METRIC = {
  recommendation: 'INCONCLUSIVE',
  variant: null,
  reasons: [
    { code: 'no-primary-metric', message: 'the experiment has no primary metric to decide by', numbers: {} },
  ],
  unitsNeeded: null,
  basis: 'all units',
} as const;

/** The most that any treatment needs; null where it is not known of one. */
function unitsNeeded(primary: MetricReport, spec: MetricSpec, experiment: ReportedExperiment): number | null {
  const needed = metricPower(primary, spec, experiment).variants.map((one) => one.unitsNeeded.sequential);
  return needed.length === 0 || needed.includes(null) ? null : Math.max(...needed.map((units) => units ?? 0));
}

function breachesOf(spec: MetricSpec, metrics: readonly MetricReport[]): readonly BreachedGuardrail[] {
  const variants = metrics.find(({ key }) => key === spec.key)?.variants ?? [];
  const controlMean = variants.find(({ isControl }) => isControl)?.value ?? null;
  return variants.flatMap(({ variant, units, value, comparison }) => {
    const interval = comparison?.sequential.interval ?? null;
    const seen = { variant, units, value, interval, controlMean };
    return computedOr(
      () => guardrailBreach(guardrailRule(spec), seen) ?? [],
      () => [],
    );
  });
}
