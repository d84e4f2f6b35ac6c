import { timeOrderedId } from '@assay/contracts';
import type { MappedRow } from './map-row.js';
import { valueFor } from './outcome-value.js';
import type { RowProblem } from './read-rows.js';
import type { Target } from './target.js';

/** What one row says of its unit, in the terms of the experiment. */
interface ImportedRow {
  readonly line: number;
  readonly unit: string;
  readonly variant: string;
  /** Equal for rows that say the same. */
  readonly content: string;
  readonly roundedValues: number;
  /** As ingest takes them. */
  readonly events: readonly object[];
}

/**
 * The exposure of a row and its outcomes. FALSE and 0 need no event: a unit without one counts as 0. Ids are
 * derived from the content, so that a second import sends the same events.
 */
export function eventsOfRow(target: Target, row: MappedRow): ImportedRow | RowProblem {
  const { line, unit } = row;
  const variant = target.variants.get(row.variant);
  if (variant === undefined)
    return { line, problem: `variant is "${row.variant}", which ${target.experiment} does not have` };
  const values: string[] = [];
  for (const [i, metric] of target.metrics.entries()) {
    const given = row.values[i];
    const value = given === undefined ? undefined : valueFor(metric.type, given);
    if (value === undefined)
      return { line, problem: `${metric.name} is ${shown(given)}; ${WANTED[metric.type]}` };
    values.push(value);
  }
  const milliseconds = row.time ?? target.startedAt;
  const identity = [target.experiment, String(target.run), unit];
  const common = { unit, time: new Date(milliseconds).toISOString() };
  const exposure = {
    id: timeOrderedId(milliseconds, 'import', ...identity, 'exposure', variant.key),
    type: 'exposure',
    ...common,
    experiment: target.experiment,
    variant: variant.key,
    run: target.run,
    phase: target.phase,
    reason: 'split',
    propensity: row.propensity ?? variant.propensity,
  };
  const outcomes = target.metrics.flatMap(({ event, type }, i) => {
    const value = values[i] ?? '0';
    if (value === '0') return [];
    const id = timeOrderedId(milliseconds, 'import', ...identity, event, value);
    return [{ id, type: event, ...common, ...(type === 'mean' ? { value } : {}) }];
  });
  return {
    line,
    unit,
    variant: variant.key,
    content: [unit, variant.key, String(milliseconds), ...values].join('\u0000'),
    roundedValues: row.values.filter((value) => value.kind === 'number' && value.isRounded).length,
    events: [exposure, ...outcomes],
  };
}

const WANTED = {
  proportion: 'the metric is a proportion and takes TRUE, FALSE, 0 and 1',
  mean: 'the metric is a mean and takes numbers',
} as const;

const shown = (value: MappedRow['values'][number] | undefined): string => {
  if (value === undefined) return 'missing';
  return value.kind === 'word' ? (value.value === 1 ? 'TRUE' : 'FALSE') : value.text;
};
