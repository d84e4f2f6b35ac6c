import type { AaCheck } from '@assay/stats';
import { reasonInWords } from '@assay/contracts';
import { aaCheck } from '@assay/stats';
import type { Table } from '../../reporting/table.js';
import { metricReport } from '../metric-report.js';
import { NO_DAYS } from '../read/day-sums.js';
import type { ReportSubject } from '../read/report-subject.js';
import { readHead } from '../read/report-head.js';
import { NO_SUMS, readRunSums } from '../read/run-sums.js';
import { html } from '../../reporting/html.js';
import type { Rendered } from '../../reporting/rendered.js';
import type { ReportHead } from '../rendering/report-page.js';
import { tableSection } from '../../reporting/page.js';
import { reportPage } from '../rendering/report-page.js';
import { sampleRatioOf } from '../sample-ratio/sample-ratio.js';

/** Whether an experiment whose arms get the same finds differences all the same. */
interface AaReport extends ReportHead {
  /** null: `reason` says why nothing was checked. */
  readonly passed: boolean | null;
  readonly check: AaCheck;
  readonly comparisons: readonly {
    readonly metric: string;
    readonly variant: string;
    readonly pValue: number | null;
    readonly reason?: string;
  }[];
  readonly reason?: string;
}

export async function aaReport(subject: ReportSubject): Promise<Rendered<AaReport>> {
  const { experiment, model, run, slots } = subject;
  const sums = run === null ? NO_SUMS : await readRunSums(model, run, slots);
  const comparisons = slots.flatMap((slot) =>
    metricReport(experiment, slot, { sums, days: NO_DAYS, completeTo: null }).variants.flatMap(
      ({ variant, comparison }) =>
        comparison === null
          ? []
          : [
              {
                metric: slot.spec.key,
                variant,
                pValue: comparison.pValue,
                ...(comparison.reason === undefined ? {} : { reason: comparison.reason }),
              },
            ],
    ),
  );
  const { chi2, sequentialPValue } = sampleRatioOf(experiment, run?.run ?? null, sums);
  const check = aaCheck({ comparisons, sampleRatioPValue: chi2 === null ? null : sequentialPValue });
  const isChecked = check.tests > 0 || check.problems.length > 0;
  const report = {
    ...(await readHead(subject)),
    passed: isChecked ? check.passed : null,
    check,
    comparisons,
    ...(isChecked ? {} : { reason: 'no comparison could be made' }),
  };
  return { report, table: () => aaTable(report), page: () => aaPage(report) };
}

const aaTable = ({ comparisons }: AaReport): Table => ({
  columns: ['metric', 'variant', 'p', 'reason'],
  rows: comparisons.map(({ metric, variant, pValue, reason }) => [metric, variant, pValue, reason ?? null]),
});

const aaPage = (report: AaReport): string =>
  reportPage('A/A check', report, [
    html`<div class="verdict">
      <strong>${verdictOf(report)}</strong
      >${report.check.problems.map((problem) => html`<div>${reasonInWords(problem)}</div>`)}
    </div>`,
    tableSection('Comparisons', aaTable(report)),
  ]);

const verdictOf = ({ passed, reason = '' }: AaReport): string =>
  passed === null ? `Not checked: ${reason}` : passed ? 'Passed' : 'Failed';
