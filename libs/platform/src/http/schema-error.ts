import type { ErrorObject } from 'ajv';
import type { FieldError } from '../problems/problem.js';
import { shownValue } from '../problems/shown-value.js';
import { joined, pointerPath } from '../problems/validation.problem.js';
import { isJsonTypeName, JSON_TYPES } from './json-types.js';
import { limitSentence } from './limit-sentences.js';

/** What a schema's errors say is wrong, where, and with which value. */
export function fieldError(errors: readonly ErrorObject[] | null | undefined): FieldError {
  const error = decisive(errors ?? []);
  if (error === undefined) return { path: '', message: 'is invalid', code: 'FIELD_INVALID' };
  const params = error.params as Record<string, unknown>;
  const at = pointerPath(error.instancePath);
  if (error.keyword === 'additionalProperties') {
    const path = joined(at, String(params['additionalProperty']));
    return { path, message: 'is not a known field', code: 'FIELD_UNKNOWN' };
  }
  if (error.keyword === 'required') {
    const path = joined(at, String(params['missingProperty']));
    return { path, message: 'is required', code: 'FIELD_REQUIRED' };
  }
  return { path: at, value: shownValue(at, error.data), message: messageOf(error), code: 'FIELD_INVALID' };
}

/** The last error; of alternatives, that of the one which the value's constants (its `kind`) or names say it is. */
function decisive(errors: readonly ErrorObject[]): ErrorObject | undefined {
  const last = errors.at(-1);
  if (last?.keyword !== 'anyOf') return last;
  const alternatives = last.schema as readonly Alternative[];
  const meant = meantBy(last.data, alternatives);
  const within = errors.filter(({ schemaPath }) =>
    schemaPath.startsWith(`${last.schemaPath}/${String(meant)}/`),
  );
  return within.length === 0 ? last : decisive(within);
}

interface Alternative {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, { readonly const?: unknown }>>;
}

/** The place of the alternative: by constants, or else the first without any that has a field of the value's. */
function meantBy(value: unknown, alternatives: readonly Alternative[]): number {
  const byConstants = alternatives.findIndex((alternative) => isMeant(alternative, value));
  if (byConstants !== -1 || !JSON_TYPES.object.holds(value)) return byConstants;
  const names = Object.keys(value as object);
  return alternatives.findIndex(
    ({ properties = {} }) =>
      names.some((name) => Object.hasOwn(properties, name)) &&
      Object.values(properties).every((schema) => schema.const === undefined),
  );
}

function isMeant({ properties = {} }: Alternative, value: unknown): boolean {
  const constants = Object.entries(properties).filter(([, schema]) => schema.const !== undefined);
  const fields = (value ?? {}) as Readonly<Record<string, unknown>>;
  return constants.length > 0 && constants.every(([name, schema]) => fields[name] === schema.const);
}

function messageOf({ message = 'is invalid', keyword, params, schema, data }: ErrorObject): string {
  const { type, limit } = params as Readonly<Record<string, unknown>>;
  if (keyword === 'type') return typeSentence(type) ?? message;
  const limited = limitSentence(keyword, limit);
  if (limited !== undefined) return limited;
  const listed: unknown = keyword === 'anyOf' ? schema : (params as Record<string, unknown>)['allowedValues'];
  if (!Array.isArray(listed)) return message;
  const fields =
    keyword === 'anyOf' && JSON_TYPES.object.holds(data) ? fieldsOf(listed as Alternative[]) : '';
  if (fields !== '') return `must have ${fields}`;
  const types = (listed as unknown[]).map(typeOf);
  if (!types.includes(undefined)) return eitherOf(types);
  const choices = (listed as unknown[]).map(choiceText);
  return choices.includes(undefined) ? message : `must be one of: ${choices.join(', ')}`;
}

/** @example fieldsOf([{ required: ['value'] }, { required: ['percentile'] }]) // 'value, or percentile' */
const fieldsOf = (alternatives: readonly Alternative[]): string =>
  alternatives
    .flatMap(({ required = [] }) => (required.length === 0 ? [] : [required.join(' and ')]))
    .join(', or ');

/** The sentence of one type, or of several in a list or with commas. */
function typeSentence(type: unknown): string | undefined {
  const names = Array.isArray(type) ? (type as unknown[]) : String(type).split(',');
  const sentences = names.map((name) => (isJsonTypeName(name) ? JSON_TYPES[name].sentence : undefined));
  return sentences.includes(undefined) ? undefined : eitherOf(sentences);
}

/** @example eitherOf(['must be a text', 'must be null']) // 'must be a text or null' */
const eitherOf = (sentences: readonly (string | undefined)[]): string =>
  `must be ${[...new Set(sentences)].map((sentence) => sentence?.replace('must be ', '')).join(' or ')}`;

function choiceText(choice: unknown): string | undefined {
  // A union of literals comes as `anyOf` constants.
  const constant = typeof choice === 'object' && choice !== null && 'const' in choice ? choice.const : choice;
  return typeof constant === 'string' || typeof constant === 'number' ? String(constant) : undefined;
}

function typeOf(choice: unknown): string | undefined {
  if (typeof choice !== 'object' || choice === null || 'const' in choice || !('type' in choice))
    return undefined;
  if (!isJsonTypeName(choice.type)) return undefined;
  const { sentence } = JSON_TYPES[choice.type];
  const { minLength, maxLength } = choice as { readonly minLength?: number; readonly maxLength?: number };
  if (minLength === undefined || maxLength === undefined) return sentence;
  return `${sentence} of ${String(minLength)} to ${String(maxLength)} characters`;
}
