import { EVENT_TYPES } from '../catalogue/event-types.js';
import { dataschemaOf } from './dataschema.js';
import type { EventDefinition } from './event-definition.js';
import type { EventContext, EventEnvelope } from './envelope.js';
import { contextProblem, dataProblem } from './validation.js';

/** Why a message cannot be read; the code goes into the dead letter. */
export type UnreadableCode =
  | 'malformed-json'
  | 'invalid-envelope'
  | 'unknown-type'
  | 'unknown-version'
  | 'invalid-data'
  | 'too-large'
  | 'too-deep';

export type ReadResult =
  | { readonly ok: true; readonly event: EventEnvelope }
  | { readonly ok: false; readonly code: UnreadableCode; readonly detail: string };

const refuse = (code: UnreadableCode, detail: string): ReadResult => ({ ok: false, code, detail });

/**
 * Reads an event of any known version as its current version: checks the envelope, upcasts old data, and checks
 * the data against the schema of its type. Never throws.
 */
export function readEvent(context: Record<string, unknown>, data: unknown): ReadResult {
  const envelopeProblem = contextProblem(context);
  if (envelopeProblem !== undefined) return refuse('invalid-envelope', envelopeProblem);
  const attributes = context as unknown as EventContext;
  const definition = EVENT_TYPES.get(attributes.type);
  if (definition === undefined)
    return refuse('unknown-type', `type ${attributes.type} is not in the catalogue`);
  const [, named, version] = attributes.dataschema.split(':');
  if (named !== definition.type)
    return refuse('invalid-envelope', `dataschema ${attributes.dataschema} is not of ${definition.type}`);
  return readVersion(attributes, definition, Number(version), data);
}

function readVersion(
  context: EventContext,
  definition: EventDefinition,
  version: number,
  data: unknown,
): ReadResult {
  if (version > definition.version)
    return refuse(
      'unknown-version',
      `${definition.type} version ${String(version)}; this reader knows up to ${String(definition.version)}`,
    );
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    return refuse('invalid-data', 'data is not an object');
  try {
    const current = upcast(definition, version, data as Record<string, unknown>);
    const problem = dataProblem(definition, current);
    if (problem !== undefined) return refuse('invalid-data', problem);
    // Not spread: V8 gives each object that goes on after a spread a hidden class of its own.
    const event = Object.assign({}, context, { dataschema: dataschemaOf(definition), data: current });
    return { ok: true, event };
  } catch (error) {
    return refuse('invalid-data', error instanceof Error ? error.message : String(error));
  }
}

function upcast(
  definition: EventDefinition,
  version: number,
  data: Record<string, unknown>,
): Record<string, unknown> {
  let current = data;
  for (let from = version; from < definition.version; from += 1) {
    const step = definition.upcasters[from];
    if (step === undefined)
      throw new TypeError(`${definition.type} has no upcaster from version ${String(from)}`);
    current = step(current);
  }
  return current;
}
