import { count, countOf, significant } from '../terminal/numbers.js';
import { table } from '../terminal/table.js';
import { heading } from './heading.js';
import type { UnitExplainedView, VariantExplainedView } from './views.js';

/** Where a figure comes from. */
export const renderExplained = (view: UnitExplainedView | VariantExplainedView): string =>
  [heading(view), ...('unit' in view ? unitLines(view) : variantLines(view))].join('\n');

const amountsText = (amounts: Readonly<Record<string, string>>): string =>
  Object.entries(amounts)
    .map(([name, amount]) => `${name} ${amount}`)
    .join(', ');

/** What is no interaction, in words; interactions have names. */
const OTHER_EVENTS: ReadonlyMap<string, string> = new Map([
  ['UnitExposed', 'exposure'],
  ['OutcomeRecorded', 'outcome'],
  ['UnitAliased', 'link'],
  ['UnitErased', 'erasure'],
]);

/** What amounts are cut at. */
const capsText = ({ cap, denominatorCap }: UnitExplainedView): string =>
  [
    cap === null ? [] : [`; cap ${cap}`],
    denominatorCap === null ? [] : [`; denominator cap ${denominatorCap}`],
  ]
    .flat()
    .join('');

const unitLines = (view: UnitExplainedView): readonly string[] => {
  const { metric, unit, firstExposure, excluded, amounts, events } = view;
  return [
    `${metric.key} of ${unit}: ${amountsText(amounts)}${capsText(view)}`,
    `first exposed to ${firstExposure.variant} at ${firstExposure.time}${excluded === null ? '' : `; left out: ${excluded}`}`,
    table(
      ['time', 'event', 'adds', 'why'],
      events.map(({ time, type, name, adds, why }) => [
        time,
        OTHER_EVENTS.get(type) ?? name,
        adds.map(({ part, amount }) => `${part} ${amount}`).join(', '),
        why,
      ]),
    ),
  ];
};

function variantLines({ metric, variant, total, rows, buckets }: VariantExplainedView) {
  const fields = Object.keys(total.sums);
  return [
    `${metric.key} of ${variant}: ${countOf(total.n, 'unit')}, ${amountsText(total.sums)}`,
    table(
      ['phase', 'day', 'partition', 'units', ...fields],
      rows.map(({ phase, day, partition, n, sums }) => [
        String(phase),
        day,
        String(partition),
        count(n),
        ...fields.map((field) => sums[field] ?? '0'),
      ]),
    ),
    ...(buckets === undefined ? [] : bucketLines(buckets)),
  ];
}

const bucketLines = (buckets: NonNullable<VariantExplainedView['buckets']>): readonly string[] => [
  'The quantile is read from the units by the size of their values:',
  table(
    ['above', 'up to', 'units'],
    buckets.map(({ from, to, units }) => [significant(from), significant(to), count(units)]),
  ),
];
