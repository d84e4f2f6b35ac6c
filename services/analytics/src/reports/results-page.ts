import { reasonInWords } from '@assay/contracts';
import type { ExperimentReport, MetricReport, MetricVariantReport } from './report.js';
import type { Html } from './rendering/html.js';
import { html } from './rendering/html.js';
import { intervalPicture } from './rendering/interval-picture.js';
import { shortNumber } from './rendering/numbers.js';
import { reportPage, tableSection } from './rendering/report-page.js';
import { SHOWN_COLUMNS, shownCells } from './rendering/variant-cells.js';

/** The results as a page to read and to print. */
export const resultsPage = (report: ExperimentReport): string =>
  reportPage('results', report, [
    verdict(report),
    split(report),
    ...report.metrics.flatMap((metric) => [
      metricSection(titleOf(metric), metric.variants, aboutOf(metric)),
      ...(metric.matured === undefined
        ? []
        : [metricSection(`${metric.key}, matured units only`, metric.matured.variants)]),
    ]),
  ]);

const titleOf = ({ key, type, isPrimary, direction, version }: MetricReport): string =>
  `${key} (${isPrimary ? 'primary, ' : ''}${type}, ${direction} is good, version ${String(version)})`;

const aboutOf = ({ definition, note }: MetricReport): readonly Html[] =>
  [definition.text, definition.cap?.reason, definition.denominatorCap?.reason, note].flatMap((text) =>
    text === undefined ? [] : [html`<p class="about">${text}</p>`],
  );

const verdict = ({ recommendation: { recommendation, variant, reasons, basis } }: ExperimentReport): Html =>
  html`<div class="verdict">
    <strong>${recommendation}${variant === null ? '' : ` ${variant}`}</strong>
    ${reasons.map(({ message }) => html`<div>${message}</div>`)}
    <div class="about">By ${basis}.</div>
  </div>`;

function split({ srm }: ExperimentReport): Html {
  const verdictText = srm.alarm ? 'ALARM: units are not split as the weights say' : 'no alarm';
  const tested =
    srm.pValue === null
      ? `Not tested: ${reasonInWords(srm.reason ?? 'no-units')}.`
      : `p ${shortNumber(srm.pValue) ?? ''}, always-valid p ${shortNumber(srm.sequentialPValue) ?? ''}: ${verdictText}.`;
  return tableSection(
    'Split of the units',
    {
      columns: ['phase', 'variant', 'units', 'expected'],
      rows: srm.phases.flatMap(({ phase, variants }) =>
        variants.map(({ variant, units, expected }) => [`phase ${String(phase)}`, variant, units, expected]),
      ),
    },
    [html`<p>${tested}</p>`],
  );
}

const metricSection = (
  title: string,
  variants: readonly MetricVariantReport[],
  about: readonly Html[] = [],
): Html =>
  tableSection(title, { columns: SHOWN_COLUMNS, rows: variants.map(shownCells) }, [
    ...about,
    intervalPicture(
      variants.flatMap(({ variant, comparison }) =>
        comparison === null
          ? []
          : [
              {
                label: variant,
                estimate: comparison.difference,
                fixed: comparison.interval,
                always: comparison.sequential.interval,
              },
            ],
      ),
    ),
  ]);
