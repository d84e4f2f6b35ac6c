import { basename } from 'node:path';
import { KEY } from '@assay/contracts';
import { UsageError } from '../../errors/usage.error.js';
import type { ImportOptions } from '../import-request.js';
import type { NamedColumn, WantedValue } from '../option-values.js';
import { delimiterOf, isEventName, namedColumns, startOf, waitOf, wantedValues } from '../option-values.js';

/** What to import of a file whose rows are things shown, checked as far as it can be without the file. */
export interface ImpressionsRequest {
  readonly file: string;
  /** Tells the rows of this file from those of others, also when it is imported again. */
  readonly source: string;
  /** undefined: each row is a unit of its own. */
  readonly unitColumn: string | undefined;
  readonly events: readonly NamedColumn[];
  readonly attributes: readonly NamedColumn[];
  readonly where: readonly WantedValue[];
  readonly timeColumn: string | undefined;
  /** Milliseconds since 1970; for rows without a time of their own. */
  readonly start: number | undefined;
  readonly delimiter: string;
  readonly waitMs: number;
}

const EVENT_NAMES = { isName: isEventName, words: 'has 1 to 100 characters and is not exposure or outcome' };
const ATTRIBUTE_NAMES = {
  isName: (name: string) => /^[^.]{1,100}$/u.test(name) && !['__proto__', 'constructor'].includes(name),
  words: 'has 1 to 100 characters and no dot',
};

export function impressionsRequest(file: string, options: ImportOptions): ImpressionsRequest {
  const { unit, unitRow = false, time } = options;
  refuseExperimentOptions(options);
  if (unit !== undefined && unitRow) throw new UsageError('Say --unit COLUMN or --unit-row, not both.');
  const start = startOf(options.start);
  if (time === undefined && start === undefined)
    throw new UsageError(
      'Say which column holds the time (--time COLUMN), or when all of it was (--start TIME).',
    );
  return {
    file,
    source: sourceOf(options.source ?? basename(file).replace(/(\.csv|\.tsv)?(\.gz)?$/i, '')),
    unitColumn: unit,
    events: namedColumns('--event', options.event ?? [], EVENT_NAMES),
    attributes: namedColumns('--attribute', options.attribute ?? [], ATTRIBUTE_NAMES),
    where: wantedValues(options.where),
    timeColumn: time,
    start: start === undefined ? undefined : Date.parse(start),
    delimiter: delimiterOf(options.delimiter),
    waitMs: waitOf(options.wait),
  };
}

function sourceOf(source: string): string {
  if (KEY.test(source)) return source;
  throw new UsageError(
    `"${source}" cannot name where the rows come from: say --source NAME, with letters, digits, . _ -`,
  );
}

function refuseExperimentOptions({
  experiment,
  variant,
  control,
  outcome,
  create,
  propensity,
}: ImportOptions): void {
  const given = Object.entries({ experiment, variant, control, outcome, create, propensity }).find(
    ([, value]) => value !== undefined,
  );
  if (given !== undefined)
    throw new UsageError(`--${given[0]} belongs to the import of an experiment, not to --impressions.`);
}
