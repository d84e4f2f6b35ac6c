import { pInWords, reasonInWords } from '@assay/contracts';
import type { AttributeCounts, LocatedMismatch } from '@assay/stats';
import { locateMismatch } from '@assay/stats';
import type { Table } from '../../reporting/table.js';
import { isBandit } from '../../experiments/reported-experiment.js';
import { readBreakdown, readDimensions } from '../breakdown/breakdown-sums.js';
import type { ReportSubject } from '../read/report-subject.js';
import { readHead } from '../read/report-head.js';
import { NO_SUMS, readRunSums } from '../read/run-sums.js';
import { html } from '../../reporting/html.js';
import type { Rendered } from '../../reporting/rendered.js';
import type { ReportHead } from '../rendering/report-page.js';
import { tableSection } from '../../reporting/page.js';
import { reportPage } from '../rendering/report-page.js';
import type { SampleRatioReport } from '../report.js';
import { phaseSplits, sampleRatioOf } from './sample-ratio.js';

/** Whether units were split as the weights say, by phase, and which value of which attribute carries it if not. */
interface SampleRatioDetails extends ReportHead {
  readonly srm: SampleRatioReport;
  /** In the order of `deviations`. */
  readonly variants: readonly string[];
  /** Values of the registered dimensions, the most suspicious first. */
  readonly values: readonly LocatedMismatch[];
  /** Why there are no values. */
  readonly reason?: string;
}

export async function sampleRatioReport(subject: ReportSubject): Promise<Rendered<SampleRatioDetails>> {
  const { experiment, model, project, run } = subject;
  const { exposures } = run === null ? NO_SUMS : await readRunSums(model, run, []);
  const dimensions = await readDimensions(model, project);
  const values = isBandit(experiment) ? [] : locateMismatch(await countsOf(subject, dimensions));
  const report = {
    ...(await readHead(subject)),
    srm: sampleRatioOf(experiment, run?.run ?? null, { exposures }),
    variants: experiment.variants.map(({ key }) => key),
    values,
    ...(values.some(({ pValue }) => pValue !== null) ? {} : { reason: whyNone(dimensions, subject) }),
  };
  return { report, table: () => ratioTable(report), page: () => ratioPage(report) };
}

function whyNone(dimensions: readonly string[], { experiment }: ReportSubject): string {
  if (isBandit(experiment)) return 'the weights of a bandit change with every update';
  if (dimensions.length === 0) return 'no dimension is registered';
  return experiment.variants.length < 2 ? 'too-few-arms' : 'no-units';
}

async function countsOf(
  { experiment, model, run }: ReportSubject,
  dimensions: readonly string[],
): Promise<readonly AttributeCounts[]> {
  if (run === null) return [];
  const counts: AttributeCounts[] = [];
  for (const attribute of dimensions) {
    const { exposures } = await readBreakdown(model, run, { dimension: attribute, slots: [] });
    for (const value of new Set(exposures.map((row) => row.value))) {
      const own = exposures.filter((row) => row.value === value);
      counts.push({ attribute, value, phases: phaseSplits(experiment, run.run, own) });
    }
  }
  return counts;
}

const ratioTable = ({ values, variants }: SampleRatioDetails): Table => ({
  columns: [
    'attribute',
    'value',
    'units',
    ...variants.map((variant) => `${variant}_deviation`),
    'p',
    'adjusted_p',
    'p_of_rest',
    'carries',
  ],
  rows: values.map(({ attribute, value, units, deviations, pValue, adjustedP, pValueOfRest, carries }) => [
    attribute,
    value,
    units,
    ...variants.map((_, arm) => deviations[arm] ?? null),
    pValue,
    adjustedP,
    pValueOfRest,
    carries,
  ]),
});

const ratioPage = (report: SampleRatioDetails): string =>
  reportPage('split of the units', report, [
    html`<p>
      Always-valid p ${pInWords(report.srm.sequentialPValue)}:
      ${report.srm.alarm ? 'ALARM' : `no alarm, which is raised at ${String(report.srm.alarmAt)} or below`}.
      ${reasonInWords(report.srm.reason ?? '')}
    </p>`,
    tableSection('By phase', {
      columns: ['phase', 'variant', 'units', 'expected', 'p'],
      rows: report.srm.phases.flatMap(({ phase, variants, pValue }) =>
        variants.map(({ variant, units, expected }) => [phase, variant, units, expected, pValue]),
      ),
    }),
    tableSection('Which value carries it', ratioTable(report)),
  ]);
