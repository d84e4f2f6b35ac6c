import type { Table } from '../reporting/table.js';
import type { ComparisonReport, ExperimentReport, MetricVariantReport } from './report.js';

/**
 * Every variant of every metric in one line; with an attribution window also that of the matured units alone. What holds
 * of the whole report is said in every line.
 */
export function resultsTable(report: ExperimentReport): Table {
  const whole = wholeCells(report);
  return {
    columns: ['metric', 'version', 'type', 'primary', 'units_counted', ...VARIANT_COLUMNS, ...WHOLE_COLUMNS],
    rows: report.metrics.flatMap(({ key, version, type, isPrimary, variants, matured, definition, note }) => {
      const line = (counted: string) => (row: MetricVariantReport) => [
        ...[key, version, type, isPrimary, counted],
        ...variantCells(row),
        ...[definition.text, note ?? null],
        ...whole,
      ];
      return [...variants.map(line('all')), ...(matured?.variants ?? []).map(line('matured'))];
    }),
  };
}

const WHOLE_COLUMNS = [
  'definition',
  'note',
  'run',
  'complete_to',
  'excluded_units',
  'recommendation',
  'recommended_variant',
] as const;

const wholeCells = ({ experiment, coverage, excludedUnits, recommendation }: ExperimentReport) => [
  experiment.run,
  coverage.completeTo,
  excludedUnits,
  recommendation.recommendation,
  recommendation.variant,
];

export const VARIANT_COLUMNS = [
  'variant',
  'units',
  'sum',
  'value',
  'value_low',
  'value_high',
  'difference',
  'lift',
  'statistic',
  'df',
  'p',
  'low',
  'high',
  'always_valid_p',
  'always_valid_low',
  'always_valid_high',
  'holm',
  'benjamini_hochberg',
  'chance_to_win',
  'reason',
] as const;

export const variantCells = (row: MetricVariantReport): readonly (string | number | null)[] => [
  row.variant,
  row.units,
  row.sum,
  row.value,
  ...ends(row.interval),
  ...(row.comparison === null ? NOT_COMPARED : comparisonCells(row.comparison)),
  row.comparison?.reason ?? row.reason ?? null,
];

const ends = (interval: readonly [number, number] | null): readonly (number | null)[] =>
  interval ?? [null, null];

const comparisonCells = (comparison: ComparisonReport): readonly (number | null)[] => [
  comparison.difference,
  comparison.lift,
  'zStatistic' in comparison ? comparison.zStatistic : comparison.tStatistic,
  'df' in comparison ? comparison.df : null,
  comparison.pValue,
  ...ends(comparison.interval),
  comparison.sequential.pValue,
  ...ends(comparison.sequential.interval),
  comparison.holm,
  comparison.benjaminiHochberg,
  comparison.bayesian.chanceToWin,
];
const NOT_COMPARED: readonly null[] = new Array<null>(13).fill(null);
