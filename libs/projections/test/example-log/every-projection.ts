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

/** Some are made of whom to tell of changes: here nobody. Where there is one as it is, that is taken. */
function definitionsIn(file: string): readonly ProjectionDefinition[] {
  const exported = Object.entries(jest.requireActual<Record<string, unknown>>(file));
  const declared = exported.flatMap(([, value]) => (isDefinition(value) ? [value] : []));
  if (declared.length > 0) return declared;
  const makers = exported.filter(
    ([name, value]) => typeof value === 'function' && name.endsWith('Projection'),
  );
  return makers
    .map(([, make]) => (make as (tell: () => void) => unknown)(() => undefined))
    .filter(isDefinition);
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
