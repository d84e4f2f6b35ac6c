import type { EventDefinition } from './event-definition.js';

const dataschemas = new WeakMap<EventDefinition, string>();

/** Names the schema of an event's data. The same text for every event of a type: batches are made of very many. */
export function dataschemaOf(definition: EventDefinition): string {
  const known = dataschemas.get(definition);
  if (known !== undefined) return known;
  const dataschema = `assay:${definition.type}:${String(definition.version)}`;
  dataschemas.set(definition, dataschema);
  return dataschema;
}
