import type { ErrorObject } from 'ajv';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import { BadRequestProblem } from '../problems/http-problems.js';
import type { FieldError } from '../problems/problem.js';
import { shownValue } from '../problems/shown-value.js';
import { joined, pointerPath, ValidationProblem } from '../problems/validation.problem.js';

// `verbose` keeps the value of what is wrong; one error is enough, since finding all of them costs the more the
// worse the input is.
const shared = { strict: false, strictNumbers: true, allErrors: false, verbose: true } as const;
const exact = new Ajv(shared);
const fromText = new Ajv({ ...shared, coerceTypes: true });
for (const ajv of [exact, fromText]) addFormats.default(ajv, ['uuid', 'date-time']);

/** Says what is wrong with a body, in the problem that its caller gets. */
export function bodyRefusal(schema: object): (body: unknown) => Error | undefined {
  const check = compileCheck(schema);
  return (body) => {
    const error = check(body);
    return error && new ValidationProblem([error]);
  };
}

/** Compiles a route's schemas: bodies as they are, text of the address (query, parameters) as numbers and booleans. */
export const schemaValidator: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  const validate = (httpPart === 'body' ? exact : fromText).compile(schema);
  return (data: unknown) => {
    // Fastify hands an absent body on as null.
    if (data === null && httpPart === 'body')
      return { error: new BadRequestProblem('EMPTY_BODY', 'the body is empty; send a JSON object') };
    if (validate(data)) return { value: data };
    return { error: new ValidationProblem([fieldError(validate.errors?.at(-1))]) };
  };
};

/** Looks at one value; gives the first thing that is wrong with it. */
export type SchemaCheck = (value: unknown) => FieldError | undefined;

/**
 * Compiles a JSON schema into a check, for values that are not a whole body (an entry of a batch).
 * @example compileCheck({ type: 'object', required: ['unit'] })({}) // { path: 'unit', message: 'is required', … }
 */
export function compileCheck(schema: object): SchemaCheck {
  const validate = exact.compile(schema);
  return (value) => (validate(value) ? undefined : fieldError(validate.errors?.at(-1)));
}

/**
 * As {@link compileCheck}, for a schema that came from outside: compiled apart from all others, so that it can refer
 * to none of them and is forgotten with its check.
 * @throws Error saying what is wrong with the schema
 */
export function compileForeignCheck(schema: object | boolean): SchemaCheck {
  const compiler = new Ajv({ ...shared, logger: false });
  addFormats.default(compiler, ['uuid', 'date-time']);
  const validate = compiler.compile(schema);
  return (value) => (validate(value) ? undefined : fieldError(validate.errors?.at(-1)));
}

function fieldError(error: ErrorObject | undefined): FieldError {
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

function messageOf({ message = 'is invalid', keyword, params, schema }: ErrorObject): string {
  const listed: unknown = keyword === 'anyOf' ? schema : (params as Record<string, unknown>)['allowedValues'];
  if (!Array.isArray(listed)) return message;
  const types = (listed as unknown[]).map(typeOf);
  if (!types.includes(undefined)) return `must be ${types.join(' or ')}`;
  const choices = (listed as unknown[]).map(choiceText);
  return choices.includes(undefined) ? message : `must be one of: ${choices.join(', ')}`;
}

function choiceText(choice: unknown): string | undefined {
  // A union of literals comes as `anyOf` constants.
  const constant = typeof choice === 'object' && choice !== null && 'const' in choice ? choice.const : choice;
  return typeof constant === 'string' || typeof constant === 'number' ? String(constant) : undefined;
}

function typeOf(choice: unknown): string | undefined {
  if (typeof choice !== 'object' || choice === null || 'const' in choice || !('type' in choice))
    return undefined;
  if (typeof choice.type !== 'string') return undefined;
  const { minLength, maxLength } = choice as { readonly minLength?: number; readonly maxLength?: number };
  if (minLength === undefined || maxLength === undefined) return choice.type;
  return `${choice.type} of ${String(minLength)} to ${String(maxLength)} characters`;
}
