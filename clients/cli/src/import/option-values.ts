import { UsageError } from '../errors/usage.error.js';

/** What a column is called in Assay. */
export interface NamedColumn {
  readonly name: string;
  readonly column: string;
}

export interface WantedValue {
  readonly column: string;
  readonly value: string;
}

/** Types of events that mean something of their own. */
const RESERVED = new Set(['exposure', 'outcome']);
export const isEventName = (name: string): boolean => /^.{1,100}$/u.test(name) && !RESERVED.has(name);

/** @param rule what a name must be, with the words for it */
export function namedColumns(
  option: string,
  texts: readonly string[],
  { isName, words }: { readonly isName: (name: string) => boolean; readonly words: string },
): readonly NamedColumn[] {
  const named = texts.map((text) => {
    const [name, column] = pair(option, 'NAME=COLUMN', text);
    if (!isName(name)) throw new UsageError(`${option} names "${name}"; a name ${words}`);
    return { name, column };
  });
  const repeated = named.find(({ name }, i) => named.findIndex((other) => other.name === name) !== i);
  if (repeated !== undefined) throw new UsageError(`${option} names "${repeated.name}" twice`);
  return named;
}

export const wantedValues = (texts: readonly string[] = []): readonly WantedValue[] =>
  texts.map((text) => {
    const [column, value] = pair('--where', 'COLUMN=VALUE', text);
    return { column, value };
  });

function pair(option: string, form: string, text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`${option} wants ${form}, not "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}

export function startOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds))
    throw new UsageError(`--start is "${text}"; it must be a time, such as 2016-01-01T00:00:00Z`);
  return new Date(milliseconds).toISOString();
}

export function waitOf(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 0 && seconds <= 86_400))
    throw new UsageError(`--wait is "${text}"; it must be seconds, 0 to 86400`);
  return seconds * 1000;
}

export const delimiterOf = (text = ','): string => (text === '\\t' ? '\t' : text);
