import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import { BadRequestProblem } from '../problems/http-problems.js';
import type { FieldError } from '../problems/problem.js';
import { ValidationProblem } from '../problems/validation.problem.js';
import { fieldError } from './schema-error.js';

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
    return { error: new ValidationProblem([fieldError(validate.errors)]) };
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
  return (value) => (validate(value) ? undefined : fieldError(validate.errors));
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
  return (value) => (validate(value) ? undefined : fieldError(validate.errors));
}
