import type { Problem } from '@assay/platform';
import {
  NotFoundProblem,
  PreconditionFailedProblem,
  UnavailableProblem,
  UnprocessableProblem,
} from '@assay/platform';
import type { DefinitionKind } from './product-report.decider.js';

const NAMES: Readonly<Record<DefinitionKind, string>> = {
  feature: 'feature',
  funnel: 'funnel',
  'power-users': 'group of power users',
};
const codeOf = (kind: DefinitionKind): string => kind.toUpperCase().replaceAll('-', '_');

export const definitionNotFound = (kind: DefinitionKind, key: string): Problem =>
  new NotFoundProblem(`${codeOf(kind)}_NOT_FOUND`, `there is no ${NAMES[kind]} with the key "${key}"`);

/** It was defined a moment ago: nothing has been counted for it yet. */
export const definitionOnItsWay = (kind: DefinitionKind, key: string): Problem =>
  new UnavailableProblem(
    'DEFINITION_ON_ITS_WAY',
    `the ${NAMES[kind]} "${key}" has just been defined; try again in a second`,
    { headers: { 'retry-after': '1' } },
  );

export const unknownCollection = (given: string, known: readonly string[]): Problem =>
  new NotFoundProblem(
    'DEFINITIONS_NOT_FOUND',
    `there are no definitions of "${given}", only of ${known.join(', ')}`,
  );

export const tooManyDefinitions = (kind: DefinitionKind, most: number): Problem =>
  new UnprocessableProblem(
    `TOO_MANY_${codeOf(kind)}`,
    `a project has at most ${String(most)} definitions of a ${NAMES[kind]}: retire one first`,
  );

/** Something that a definition names is not there, or makes no sense. */
export const badReference = (code: string, path: string, value: unknown, message: string): Problem =>
  new UnprocessableProblem(code, `${path} ${message}`, { errors: [{ path, value, message }] });

export const otherVersion = (asked: number, version: number): Problem =>
  new PreconditionFailedProblem(
    'VERSION_CHANGED',
    `the definition has version ${String(version)}, If-Match asks for ${String(asked)}`,
  );
