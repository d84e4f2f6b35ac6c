import { pInWords, reasonInWords, recommendationInWords } from '@assay/contracts';
import type { ExperimentReport, MetricReport, MetricVariantReport } from './report.js';
import type { Html } from '../reporting/html.js';
import { html } from '../reporting/html.js';
import { differencesOf, intervalLegend, intervalPicture } from '../reporting/interval-picture.js';
import { tableSection } from '../reporting/page.js';
import { reportPage } from './rendering/report-page.js';
import { SHOWN_COLUMNS, shownCells } from './rendering/variant-cells.js';

/** The results as a page to read and to print. */
export const resultsPage = (report: ExperimentReport): string =>
  reportPage('results', report, [
    verdict(report),
    split(report),
    intervalLegend(),
    ...report.metrics.flatMap((metric) => [
      metricSection(titleOf(metric), metric, metric.variants, aboutOf(metric)),
      ...(metric.matured === undefined
        ? []
        : [metricSection(`${metric.key}, matured units only`, metric, metric.matured.variants)]),
    ]),
  ]);

const titleOf = ({ key, type, isPrimary, direction, version }: MetricReport): string =>
  `${key} (${isPrimary ? 'primary, ' : ''}${type}, ${direction} is good, version ${String(version)})`;

const aboutOf = ({ definition, note }: MetricReport): readonly Html[] =>
  [definition.text, definition.cap?.reason, definition.denominatorCap?.reason, note].flatMap((text) =>
    text === undefined ? [] : [html`<p class="about">${text}</p>`],
  );

const TONES: Readonly<Record<string, string>> = { PROMOTE: 'good', ROLLBACK: 'bad', INCONCLUSIVE: 'unsure' };

const verdict = ({ recommendation }: ExperimentReport): Html =>
  html`<div class="verdict ${TONES[recommendation.recommendation] ?? ''}">
    <strong>${recommendationInWords(recommendation)}</strong>
    ${recommendation.reasons.map(({ message }) => html`<div>${message}</div>`)}
    <div class="about">Recommended by ${recommendation.basis}, at this look.</div>
  </div>`;

function split({ srm }: ExperimentReport): Html {
  const verdictText = srm.alarm
    ? 'ALARM: units are not split as the weights say'
    : `no alarm, which is raised at ${String(srm.alarmAt)} or below`;
  const tested =
    srm.pValue === null
      ? `Not tested: ${reasonInWords(srm.reason ?? 'no-units')}.`
      : `p ${pInWords(srm.pValue)}, always-valid p ${pInWords(srm.sequentialPValue)}: ${verdictText}.`;
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

function metricSection(
  title: string,
  { type, direction }: Pick<MetricReport, 'type' | 'direction'>,
  variants: readonly MetricVariantReport[],
  about: readonly Html[] = [],
): Html {
  const table = { columns: SHOWN_COLUMNS, rows: variants.map((row) => shownCells(type, row)) };
  return tableSection(title, table, [
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
      differencesOf(type, direction),
    ),
  ]);
}
