import type { ValidationError } from 'class-validator';
import type { FieldError } from '../problems/problem.js';
import { shownValue } from '../problems/shown-value.js';
import { joined, ValidationProblem } from '../problems/validation.problem.js';
import { conformityOf } from './conforms-to.js';
import { JSON_TYPES } from './json-types.js';
import { sentenceOf, TYPE_RULES } from './rule-sentences.js';

/** The problem of what class-validator found. */
export const validationProblem = (errors: readonly ValidationError[]): ValidationProblem =>
  new ValidationProblem(errors.flatMap((error) => fieldErrors(error, '')));

function fieldErrors(error: ValidationError, parent: string): FieldError[] {
  const path = joined(parent, error.property);
  const nested = (error.children ?? []).flatMap((child) => fieldErrors(child, path));
  const inside = innerError(error, path);
  if (inside !== undefined) return [inside, ...nested];
  if (Object.keys(error.constraints ?? {}).length === 0) return nested;
  return [...(wrongElements(error, path) ?? [ownError(error, path)]), ...nested];
}

/** Where within its value a field with a schema is wrong. */
function innerError({ target, property, value }: ValidationError, path: string): FieldError | undefined {
  const error = target && conformityOf(target, property)?.(value);
  if (error === undefined) return undefined;
  return { ...error, path: /^(\[|$)/.test(error.path) ? `${path}${error.path}` : `${path}.${error.path}` };
}

const fieldError = (path: string, value: unknown, message: string): FieldError => ({
  path,
  value: shownValue(path, value),
  message,
});

/** Of a list whose elements have a type, those that have another one. */
function wrongElements({ value, constraints = {} }: ValidationError, path: string) {
  if (!Array.isArray(value)) return undefined;
  for (const [rule, text] of Object.entries(constraints)) {
    const type = TYPE_RULES[rule];
    if (type === undefined || !text.startsWith('each value in ')) continue;
    const { holds, sentence } = JSON_TYPES[type];
    const errors = (value as unknown[]).flatMap((element, at) =>
      holds(element) ? [] : [fieldError(joined(path, String(at)), element, sentence)],
    );
    if (errors.length > 0) return errors;
  }
  return undefined;
}

/** One sentence where the type is wrong: whatever else the rules say of it follows from that. */
function ownError({ property, value, constraints = {} }: ValidationError, path: string): FieldError {
  if ('whitelistValidation' in constraints) return fieldError(path, value, 'is not a known field');
  const { nestedValidation: _, ...others } = constraints;
  const rules = Object.entries(Object.keys(others).length === 0 ? constraints : others);
  const sentences = rules.map(([, text]) => sentenceOf(property, text));
  const ofType = rules.findIndex(([rule]) => isOfAnotherType(rule, value));
  const type = sentences[ofType];
  if (type === undefined) return fieldError(path, value, sentences.join('; '));
  // "a text of 1 to 200 characters" says more than "a text".
  return fieldError(path, value, sentences.find((sentence) => sentence.startsWith(`${type} of `)) ?? type);
}

function isOfAnotherType(rule: string, value: unknown): boolean {
  const type = TYPE_RULES[rule];
  return type !== undefined && !JSON_TYPES[type].holds(value);
}
