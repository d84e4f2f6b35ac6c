import type { Table } from '../../reporting/table.js';
import { bucketsNeededFrom } from '../matured-sums.js';
import { metricReport } from '../metric-report.js';
import { NO_DAYS, readDaySums } from '../read/day-sums.js';
import type { ReportSubject } from '../read/report-subject.js';
import { readHead } from '../read/report-head.js';
import { NO_SUMS, readRunSums } from '../read/run-sums.js';
import { completeAt } from '../../reporting/coverage.js';
import type { Rendered } from '../../reporting/rendered.js';
import type { ReportHead } from '../rendering/report-page.js';
import { tableSection } from '../../reporting/page.js';
import { reportPage } from '../rendering/report-page.js';
import type { MetricPower, VariantPower } from './metric-power.js';
import { metricPower } from './metric-power.js';
import type { Traffic } from './traffic.js';
import { trafficOf } from './traffic.js';

/** What the experiment can find by now, and how long it takes to find what is asked for. */
interface PowerReport extends ReportHead {
  readonly traffic: Traffic;
  readonly metrics: readonly (Omit<MetricPower, 'variants'> & {
    readonly variants: readonly (VariantPower & { readonly daysToGo: DaysToGo })[];
  })[];
}

const NO_TRAFFIC = 'nobody came in the last whole days';

/** At the present traffic; null where units or traffic are not known. */
interface DaysToGo {
  readonly fixedHorizon: number | null;
  readonly sequential: number | null;
}

export async function powerReport(
  subject: ReportSubject,
  { effect }: { readonly effect?: number },
): Promise<Rendered<PowerReport>> {
  const { experiment, model, run, slots, coverage } = subject;
  const sums = run === null ? NO_SUMS : await readRunSums(model, run, slots);
  const completeTo = completeAt(coverage);
  const bucketsFrom = bucketsNeededFrom(slots, completeTo);
  const days = run === null ? NO_DAYS : await readDaySums(model, run, slots, bucketsFrom);
  const traffic = trafficOf(days.exposures, completeTo);
  const report = {
    ...(await readHead(subject)),
    traffic,
    metrics: slots.map((slot) => {
      const metric = metricReport(experiment, slot, { sums, days, completeTo });
      const power = metricPower(metric, slot.spec, experiment, effect);
      return {
        ...power,
        variants: power.variants.map((one) => withDays(one, traffic)),
      };
    }),
  };
  return { report, table: () => powerTable(report), page: () => powerPage(report) };
}

/** Where the days are not known although the units are, it is for the traffic. */
function withDays(one: VariantPower, traffic: Traffic): VariantPower & { readonly daysToGo: DaysToGo } {
  const days = daysToGo(one, traffic);
  const reason = one.reason ?? (days.sequential === null ? (traffic.reason ?? NO_TRAFFIC) : undefined);
  return { ...one, daysToGo: days, ...(reason === undefined ? {} : { reason }) };
}

function daysToGo({ unitsNeeded }: VariantPower, { unitsPerDay }: Traffic): DaysToGo {
  const days = (units: number | null): number | null => {
    if (units === 0) return 0;
    return units === null || unitsPerDay === null || unitsPerDay === 0
      ? null
      : Math.ceil(units / unitsPerDay);
  };
  return { fixedHorizon: days(unitsNeeded.fixedHorizon), sequential: days(unitsNeeded.sequential) };
}

const powerTable = ({ metrics }: PowerReport): Table => ({
  columns: [
    'metric',
    'variant',
    'effect',
    'detectable_fixed',
    'detectable_sequential',
    'units_needed_fixed',
    'units_needed_sequential',
    'sample_size_fixed',
    'sample_size_sequential',
    'days_to_go_fixed',
    'days_to_go_sequential',
    'reason',
  ],
  shares: ['effect', 'detectable_fixed', 'detectable_sequential'],
  rows: metrics.flatMap(({ metric, effect, variants }) =>
    variants.map((one) => [
      metric,
      one.variant,
      effect,
      one.detectableEffect?.fixedHorizon ?? null,
      one.detectableEffect?.sequential ?? null,
      one.unitsNeeded.fixedHorizon,
      one.unitsNeeded.sequential,
      one.sampleSize.fixedHorizon,
      one.sampleSize.sequential,
      one.daysToGo.fixedHorizon,
      one.daysToGo.sequential,
      one.reason ?? null,
    ]),
  ),
});

const powerPage = (report: PowerReport): string =>
  reportPage('power', report, [tableSection('What can be found, and when', powerTable(report))]);
