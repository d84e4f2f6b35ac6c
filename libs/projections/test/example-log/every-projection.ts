import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectionDefinition } from '../../src/index.js';

/** A read model and the service it belongs to. */
export interface OwnedProjection {
  readonly service: string;
  readonly definition: ProjectionDefinition;
}

const SERVICES = join(__dirname, '../../../../services');

const isDefinition = (value: unknown): value is ProjectionDefinition =>
  typeof value === 'object' && value !== null && 'hashQueries' in value && 'apply' in value;

/** Some are told whom to tell of changes: here nobody. */
function definitionsIn(file: string): readonly ProjectionDefinition[] {
  const exported = Object.entries(jest.requireActual<Record<string, unknown>>(file));
  return exported.flatMap(([name, value]) => {
    const made: unknown =
      typeof value === 'function' && name.endsWith('Projection')
        ? (value as (tell: () => void) => unknown)(() => undefined)
        : value;
    return isDefinition(made) ? [made] : [];
  });
}

/** Every read model of every service, found by the names of the files. */
export function everyProjection(): readonly OwnedProjection[] {
  return readdirSync(SERVICES).flatMap((service) => {
    const files = readdirSync(join(SERVICES, service), { recursive: true, encoding: 'utf8' });
    return files
      .filter((file) => file.startsWith('src/') && file.endsWith('.projection.ts'))
      .flatMap((file) => definitionsIn(join(SERVICES, service, file)))
      .map((definition) => ({ service, definition }));
  });
}
