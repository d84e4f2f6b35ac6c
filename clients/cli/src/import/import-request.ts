import { KEY } from '@assay/contracts';
import { UsageError } from '../errors/usage.error.js';
import type { NamedColumn, WantedValue } from './option-values.js';
import { delimiterOf, isEventName, namedColumns, startOf, waitOf, wantedValues } from './option-values.js';

/** The options of `assay import` as they stand on the command line. */
export interface ImportOptions {
  readonly experiment?: string;
  readonly unit?: string;
  readonly unitRow?: boolean;
  readonly variant?: string;
  readonly control?: string;
  readonly outcome?: readonly string[];
  readonly where?: readonly string[];
  readonly time?: string;
  readonly propensity?: string;
  readonly start?: string;
  readonly create?: boolean;
  readonly delimiter?: string;
  readonly wait: string;
  readonly impressions?: boolean;
  readonly event?: readonly string[];
  readonly attribute?: readonly string[];
  readonly source?: string;
}

/** What to import, checked as far as it can be without the file. */
export interface ImportRequest {
  readonly file: string;
  readonly experiment: string;
  /** undefined: each row is a unit of its own. */
  readonly unitColumn: string | undefined;
  readonly variantColumn: string;
  readonly control: string | undefined;
  readonly outcomes: readonly NamedColumn[];
  readonly where: readonly WantedValue[];
  readonly timeColumn: string | undefined;
  /** The chance with which each row's variant was chosen; undefined: all variants had the same. */
  readonly propensityColumn: string | undefined;
  /** RFC 3339. */
  readonly start: string | undefined;
  readonly create: boolean;
  readonly delimiter: string;
  readonly waitMs: number;
}

const OUTCOME_NAMES = {
  isName: (name: string) => KEY.test(name) && isEventName(name),
  words: 'has letters, digits, . _ - and is not exposure or outcome',
};

export function importRequest(file: string, options: ImportOptions): ImportRequest {
  const { unit, unitRow = false, create = false, control } = options;
  refuseImpressionOptions(options);
  const experiment = required(options.experiment, '--experiment KEY');
  const variantColumn = required(options.variant, '--variant COLUMN');
  const outcome = required(options.outcome, '--outcome NAME=COLUMN');
  if (!KEY.test(experiment))
    throw new UsageError(`--experiment is "${experiment}"; a key has letters, digits, . _ -`);
  if ((unit === undefined) !== unitRow)
    throw new UsageError(
      'Say which column names the unit (--unit COLUMN), or that each row is one (--unit-row).',
    );
  if (create && control === undefined)
    throw new UsageError('--create needs --control VALUE: which variant is control.');
  return {
    file,
    experiment,
    unitColumn: unit,
    variantColumn,
    control,
    outcomes: namedColumns('--outcome', outcome, OUTCOME_NAMES),
    where: wantedValues(options.where),
    timeColumn: options.time,
    propensityColumn: options.propensity,
    start: startOf(options.start),
    create,
    delimiter: delimiterOf(options.delimiter),
    waitMs: waitOf(options.wait),
  };
}

function required<Value>(value: Value | undefined, option: string): Value {
  if (value !== undefined) return value;
  throw new UsageError(
    `An import of an experiment needs ${option}. For rows that are things shown, say --impressions (see --help).`,
  );
}

function refuseImpressionOptions({ event, attribute, source }: ImportOptions): void {
  const given = Object.entries({ event, attribute, source }).find(([, value]) => value !== undefined);
  if (given !== undefined)
    throw new UsageError(
      `--${given[0]} belongs to --impressions; an experiment is imported by its outcomes.`,
    );
}
