import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { EventDefinition } from './event-definition.js';
import { EventContext } from './envelope.js';

const ajv = new Ajv({ strict: false, allErrors: false });
addFormats.default(ajv, ['uuid', 'date-time']);

const describe = (errors: ErrorObject[] | null | undefined): string => {
  const [first] = errors ?? [];
  return first === undefined ? 'invalid' : `${first.instancePath || '/'} ${first.message ?? 'is invalid'}`;
};

const validateContext = ajv.compile(EventContext);
const validators = new Map<EventDefinition, ValidateFunction>();

function validatorOf(definition: EventDefinition): ValidateFunction {
  const known = validators.get(definition);
  if (known !== undefined) return known;
  const compiled = ajv.compile(definition.data);
  validators.set(definition, compiled);
  return compiled;
}

/** What is wrong with the context attributes, or undefined. */
export const contextProblem = (context: unknown): string | undefined =>
  validateContext(context) ? undefined : describe(validateContext.errors);

/** What is wrong with the data of an event type, or undefined. */
export function dataProblem(definition: EventDefinition, data: unknown): string | undefined {
  const validate = validatorOf(definition);
  return validate(data) ? undefined : describe(validate.errors);
}
