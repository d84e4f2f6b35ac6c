import { reasonInWords } from '@assay/contracts';
import { count, countOf, percent, significant } from '../terminal/numbers.js';
import { table } from '../terminal/table.js';
import { heading } from './heading.js';
import { raisedAt } from './prints.js';
import { printsOf } from './prints.js';
import type { AaView, NoveltyView, SampleRatioView } from './views.js';

/** The split by phase, and where a mismatch comes from. */
export function renderSampleRatio(view: SampleRatioView): string {
  const { srm, values, reason } = view;
  const verdict =
    (srm.reason === undefined ? undefined : reasonInWords(srm.reason)) ??
    (srm.alarm ? 'ALARM: the split is not as designed' : `no alarm${raisedAt(srm)}`);
  return [
    heading(view),
    `Split: always-valid p ${significant(srm.sequentialPValue)}: ${verdict}`,
    table(
      ['phase', 'variant', 'units', 'expected', 'p of the phase'],
      srm.phases.flatMap(({ phase, pValue, variants }) =>
        variants.map(({ variant, units, expected }) => [
          String(phase),
          variant,
          count(units),
          significant(expected),
          significant(pValue),
        ]),
      ),
    ),
    reason === undefined
      ? table(
          ['attribute', 'value', 'units', 'deviations', 'adjusted p', 'carries it'],
          values.map(({ attribute, value, units, deviations, adjustedP, carries }) => [
            attribute,
            value,
            count(units),
            deviations.map((deviation) => percent(deviation)).join(', '),
            significant(adjustedP),
            carries ? 'yes' : 'no',
          ]),
        )
      : `By value of a dimension: ${reasonInWords(reason)}`,
  ].join('\n');
}

/** Whether the effect wears off. */
export function renderNovelty(view: NoveltyView): string {
  const { printDifference } = printsOf(view.metric.type);
  return [
    heading(view),
    ...view.variants.map(patternLine),
    view.by === 'cohorts'
      ? 'By cohorts: units by the days since their first exposure, with all that they have done.'
      : 'By days: what units did on each day since their first exposure.',
    ...(view.note === undefined ? [] : [view.note]),
    table(
      ['variant', 'days since exposure', 'units', 'difference', 'lift', 'p'],
      view.variants.flatMap(({ variant, days }) =>
        days.map(({ day, units, difference, lift, pValue }) => [
          variant,
          String(day),
          count(units),
          printDifference(difference),
          percent(lift),
          significant(pValue),
        ]),
      ),
    ),
  ].join('\n');
}

function patternLine({
  variant,
  pattern,
  trend,
  trendOver,
  reason,
}: NoveltyView['variants'][number]): string {
  const over =
    trendOver === undefined
      ? ''
      : `, over ${countOf(trendOver.days, 'day')} of the same ${countOf(trendOver.units, 'unit')}`;
  const slope =
    trend === null ? '' : ` (${percent(trend.slope)} a day, p ${significant(trend.pValue)}${over})`;
  return `${variant}: ${pattern ?? 'no pattern'}${slope}${reason === undefined ? '' : ` (${reasonInWords(reason)})`}`;
}

/** Whether arms that get the same differ. */
export const renderAaCheck = (view: AaView): string =>
  [
    heading(view),
    view.passed === null
      ? `Not checked: ${reasonInWords(view.reason ?? 'nothing to compare')}`
      : `${view.passed ? 'Passed' : `Failed: ${view.check.problems.map(reasonInWords).join('; ')}`} (${countOf(view.check.tests, 'comparison')})`,
    table(
      ['metric', 'variant', 'p', 'note'],
      view.comparisons.map(({ metric, variant, pValue, reason }) => [
        metric,
        variant,
        significant(pValue),
        reasonInWords(reason ?? ''),
      ]),
    ),
  ].join('\n');
