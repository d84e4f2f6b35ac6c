import { reasonInWords } from '@assay/contracts';
import { count, countOf, percent, significant } from '../terminal/numbers.js';
import { table } from '../terminal/table.js';
import { heading } from './heading.js';
import { printsOf } from './prints.js';
import type { ArmsView, PowerView } from './views.js';

const whole = (value: number | null): string => (value === null ? '–' : count(value));

/** What can be found by now, and what is still to go. */
export function renderPower(view: PowerView): string {
  const { unitsPerDay, days, reason } = view.traffic;
  const traffic =
    unitsPerDay === null
      ? `Traffic: not known (${reasonInWords(reason ?? 'no-units')})`
      : `Traffic: ${significant(unitsPerDay)} units a day over the last ${days === 1 ? 'whole day' : countOf(days, 'whole day')}`;
  return [
    heading(view),
    traffic,
    table(
      ['metric', 'variant', 'effect', 'smallest effect found now', 'units to go', 'days to go', 'note'],
      view.metrics.flatMap(({ metric, effect, variants }) =>
        variants.map((one) => [
          metric,
          one.variant,
          percent(effect),
          percent(one.detectableEffect?.sequential),
          whole(one.unitsNeeded.sequential),
          whole(one.daysToGo.sequential),
          reasonInWords(one.reason ?? ''),
        ]),
      ),
    ),
    'By the always-valid test, in four of five experiments; --json has the test at one look beside it.',
  ].join('\n');
}

/** The variants as arms. */
export function renderArms(view: ArmsView): string {
  const { print } = printsOf(view.metric.type);
  return [
    heading(view),
    `Arms by ${view.metric.key}${view.reason === undefined ? '' : `: ${reasonInWords(view.reason)}`}`,
    table(
      ['variant', 'units', 'share', 'value', 'weighted mean', 'chance to be the best'],
      view.arms.map(({ variant, units, share, value, weightedMean, probabilityBest }) => [
        variant,
        count(units),
        percent(share),
        print(value),
        print(weightedMean),
        percent(probabilityBest),
      ]),
    ),
  ].join('\n');
}
