import type { Report } from '../report/report.js';
import { count, countOf } from '../terminal/numbers.js';
import type { RowProblem } from './read-rows.js';

/** What an import did. */
export interface ImportSummary {
  readonly file: string;
  readonly experiment: string;
  readonly isNewExperiment: boolean;
  readonly rows: {
    readonly read: number;
    readonly leftOut: number;
    readonly accepted: number;
    readonly duplicate: number;
    readonly refused: number;
  };
  readonly events: number;
  readonly roundedValues: number;
  readonly unitsInTwoVariants: number;
  /** Lines whose row an earlier line had said already. */
  readonly duplicateLines: readonly number[];
  readonly refusals: readonly RowProblem[];
  readonly unitsBefore: number;
  readonly unitsAfter: number;
  readonly isCovered: boolean;
  /** What the report lacks. */
  readonly missing: readonly string[];
}

const MOST_LINES = 20;

export const unitsIn = (report: Report | undefined): number =>
  report?.variants.reduce((sum, { units }) => sum + units, 0) ?? 0;

/** The summary in sentences. */
export function renderSummary(summary: ImportSummary): string {
  const { rows, refusals, duplicateLines } = summary;
  return [
    `${summary.experiment}: ${countOf(rows.read, 'row')} read, ${count(rows.accepted)} accepted, ` +
      `${count(rows.duplicate)} duplicate, ${count(rows.refused)} refused${leftOut(rows.leftOut)}`,
    ...listed(refusals.map(({ line, problem }) => `  line ${String(line)}: ${problem}`)),
    ...(duplicateLines.length === 0 ? [] : [`  duplicate lines: ${lineList(duplicateLines)}`]),
    `${countOf(summary.events, 'event is', 'events are')} in the log (those of an earlier import of the same rows count once).`,
    ...remarks(summary),
    coverage(summary),
  ].join('\n');
}

const leftOut = (rows: number): string => (rows === 0 ? '' : `, ${count(rows)} left out by --where`);

const lineList = (lines: readonly number[]): string =>
  lines.length <= MOST_LINES
    ? lines.join(', ')
    : `${lines.slice(0, MOST_LINES).join(', ')} and ${count(lines.length - MOST_LINES)} more`;

/** The first lines of a list, and how many more there are. */
export const listed = (lines: readonly string[]): readonly string[] =>
  lines.length <= MOST_LINES
    ? lines
    : [...lines.slice(0, MOST_LINES), `  … and ${count(lines.length - MOST_LINES)} more (--json lists all)`];

const remarks = ({ roundedValues, unitsInTwoVariants }: ImportSummary): readonly string[] => [
  ...(roundedValues === 0
    ? []
    : [`${countOf(roundedValues, 'value was', 'values were')} rounded to six decimals.`]),
  ...(unitsInTwoVariants === 0
    ? []
    : [
        `${countOf(unitsInTwoVariants, 'unit stands', 'units stand')} in two variants: left out of the report.`,
      ]),
];

function coverage({ isCovered, missing, unitsBefore, unitsAfter, experiment }: ImportSummary): string {
  if (!isCovered) return `The report does not cover all of it yet: ${missing.join('; ')}`;
  const change =
    unitsBefore === unitsAfter
      ? `${countOf(unitsAfter, 'unit')}, as before`
      : `${countOf(unitsAfter, 'unit')} (${count(unitsBefore)} before)`;
  return `The report covers all of it: ${change}. See it with: npx assay report ${experiment}`;
}
