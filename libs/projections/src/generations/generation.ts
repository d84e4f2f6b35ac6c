import { schemaOf } from '@assay/event-store';
import type { ProjectionDefinition } from '../definition.js';
import { InvalidDefinitionError } from '../errors/index.js';

/**
 * `building` beside the live one; `held`: built, and not to become the live one before somebody accepts what was found;
 * `retired` by a swap and still there; `dropped`: its tables are gone; `scratch`:
 * replayed to be compared with the live one, which it never becomes; `kept`: the same, done and left for people to look
 * into.
 */
export type GenerationStatus = 'building' | 'held' | 'live' | 'retired' | 'scratch' | 'kept' | 'dropped';

/** One set of tables of a projection. */
export interface Generation {
  readonly projection: string;
  readonly generation: number;
  readonly version: number;
  /** The Postgres schema that holds its tables. */
  readonly tablesIn: string;
  readonly status: GenerationStatus;
  readonly startedAt: Date;
  readonly liveAt: Date | null;
  /** It becomes the live one, whatever the comparison with that finds. */
  readonly acceptsDifference: boolean;
  /** How much its rebuild found damaged in the log or different in the live tables; null where it has not looked. */
  readonly found: number | null;
}

const NAME = /^[a-z][a-z0-9-]*$/;
/** Postgres cuts longer names off silently. */
const MAX_IDENTIFIER = 63;

/** The Postgres schema of a generation: `<service>_<projection>_v<version>_g<generation>`. */
export function tablesOf(
  service: string,
  { name, version }: Pick<ProjectionDefinition, 'name' | 'version'>,
  generation: number,
): string {
  if (!NAME.test(name))
    throw new InvalidDefinitionError(name, 'its name is not lower-case letters, digits and -');
  const model = name.replaceAll('-', '_');
  const schema = `${schemaOf(service)}_${model}_v${String(version)}_g${String(generation)}`;
  if (schema.length > MAX_IDENTIFIER)
    throw new InvalidDefinitionError(
      name,
      `schema ${schema} is longer than ${String(MAX_IDENTIFIER)} characters`,
    );
  return schema;
}
