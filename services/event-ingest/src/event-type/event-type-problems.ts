import type { Problem } from '@assay/platform';
import { NotFoundProblem, PreconditionFailedProblem, UnprocessableProblem } from '@assay/platform';
import type { EventTypeRefusal } from './event-type.decider.js';
import type { SchemaProblem } from './schema/schema-bounds.js';

/** What a refusal looks like to the caller. */
export function eventTypeProblem(
  name: string,
  refusal: Exclude<EventTypeRefusal, { code: 'EVENT_TYPE_UNCHANGED' }>,
): Problem {
  if (refusal.code === 'EVENT_TYPE_NOT_FOUND')
    return new NotFoundProblem(refusal.code, `there is no event type "${name}"`);
  const { expected, actual } = refusal;
  return new PreconditionFailedProblem(
    refusal.code,
    `event type "${name}" is at version ${String(actual)}, not ${String(expected)}`,
    { errors: [{ path: 'If-Match', value: expected, message: `must be ${String(actual)}` }] },
  );
}

/** 422 `SCHEMA_NOT_TAKEN`: the schema makes no sense, or could cost too much. */
export class SchemaNotTakenProblem extends UnprocessableProblem {
  constructor({ path, message }: SchemaProblem) {
    const at = path === '' ? 'schema' : `schema.${path}`;
    super('SCHEMA_NOT_TAKEN', `${at}: ${message}`, { errors: [{ path: at, message }] });
  }
}

/** 422 `EVENT_TYPE_RESERVED`: exposures and outcomes have a form of their own. */
export class EventTypeReservedProblem extends UnprocessableProblem {
  constructor(name: string) {
    super('EVENT_TYPE_RESERVED', `"${name}" has a form of its own; schemas are for interactions`, {
      errors: [{ path: 'name', value: name, message: 'must be the name of an interaction' }],
    });
  }
}

/** 422 `TOO_MANY_EVENT_TYPES`: every process keeps them all in memory. */
export class TooManyEventTypesProblem extends UnprocessableProblem {
  constructor(most: number) {
    super('TOO_MANY_EVENT_TYPES', `a project has at most ${String(most)} event types`);
  }
}
