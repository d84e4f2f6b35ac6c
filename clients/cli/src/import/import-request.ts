import { UsageError } from '../errors/usage.error.js';

/** The options of `assay import` as they stand on the command line. */
export interface ImportOptions {
  readonly experiment: string;
  readonly unit?: string;
  readonly unitRow?: boolean;
  readonly variant: string;
  readonly control?: string;
  readonly outcome: readonly string[];
  readonly where?: readonly string[];
  readonly time?: string;
  readonly start?: string;
  readonly create?: boolean;
  readonly delimiter?: string;
  readonly wait: string;
}

export interface NamedColumn {
  readonly name: string;
  readonly column: string;
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
  readonly where: readonly { readonly column: string; readonly value: string }[];
  readonly timeColumn: string | undefined;
  /** RFC 3339. */
  readonly start: string | undefined;
  readonly create: boolean;
  readonly delimiter: string;
  readonly waitMs: number;
}

const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/** Types of events that mean something of their own. */
const RESERVED = new Set(['exposure', 'outcome']);

export function importRequest(file: string, options: ImportOptions): ImportRequest {
  const { experiment, unit, unitRow = false, create = false, control } = options;
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
    variantColumn: options.variant,
    control,
    outcomes: outcomesOf(options.outcome),
    where: (options.where ?? []).map((text) => {
      const [column, value] = pair('--where', 'COLUMN=VALUE', text);
      return { column, value };
    }),
    timeColumn: options.time,
    start: startOf(options.start),
    create,
    delimiter: options.delimiter === '\\t' ? '\t' : (options.delimiter ?? ','),
    waitMs: waitOf(options.wait),
  };
}

function outcomesOf(texts: readonly string[]): readonly NamedColumn[] {
  const outcomes = texts.map((text) => {
    const [name, column] = pair('--outcome', 'NAME=COLUMN', text);
    if (!KEY.test(name) || RESERVED.has(name))
      throw new UsageError(
        `--outcome names "${name}"; a name has letters, digits, . _ - and is not exposure or outcome`,
      );
    return { name, column };
  });
  const [repeated] = outcomes.filter(
    ({ name }, i) => outcomes.findIndex((other) => other.name === name) !== i,
  );
  if (repeated !== undefined) throw new UsageError(`--outcome names "${repeated.name}" twice`);
  return outcomes;
}

function pair(option: string, form: string, text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`${option} wants ${form}, not "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function startOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds))
    throw new UsageError(`--start is "${text}"; it must be a time, such as 2016-01-01T00:00:00Z`);
  return new Date(milliseconds).toISOString();
}

function waitOf(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 0 && seconds <= 86_400))
    throw new UsageError(`--wait is "${text}"; it must be seconds, 0 to 86400`);
  return seconds * 1000;
}
