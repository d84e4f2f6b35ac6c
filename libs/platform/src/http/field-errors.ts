import type { ValidationError } from 'class-validator';
import type { FieldError } from '../problems/problem.js';
import { shownValue } from '../problems/shown-value.js';
import { joined, ValidationProblem } from '../problems/validation.problem.js';
import { conformityOf } from './conforms-to.js';

/** The problem of what class-validator found. */
export const validationProblem = (errors: readonly ValidationError[]): ValidationProblem =>
  new ValidationProblem(errors.flatMap((error) => fieldErrors(error, '')));

function fieldErrors(error: ValidationError, parent: string): FieldError[] {
  const path = joined(parent, error.property);
  const nested = (error.children ?? []).flatMap((child) => fieldErrors(child, path));
  const inside = innerError(error, path);
  if (inside !== undefined) return [inside, ...nested];
  const own = Object.entries(error.constraints ?? {});
  if (own.length === 0) return nested;
  const message = own.map(([rule, text]) => (rule === 'whitelistValidation' ? 'is not a known field' : text));
  return [{ path, value: shownValue(path, error.value), message: message.join('; ') }, ...nested];
}

/** Where within its value a field with a schema is wrong. */
function innerError({ target, property, value }: ValidationError, path: string): FieldError | undefined {
  const error = target && conformityOf(target, property)?.(value);
  if (error === undefined) return undefined;
  return { ...error, path: /^(\[|$)/.test(error.path) ? `${path}${error.path}` : `${path}.${error.path}` };
}
