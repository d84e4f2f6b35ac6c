import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/build.mjs';

const DECLARED = /^export class (\w+Dto)\b/gm;

/** The bodies that a file declares. */
export const bodiesIn = (path, text) => [...text.matchAll(DECLARED)].map(([, name]) => ({ name, path }));

/** Bodies that share a name: where services run in one process, their API document would show one for both. */
export const sharedNames = (bodies) =>
  bodies.flatMap(({ name, path }, at) => {
    const first = bodies.findIndex((other) => other.name === name);
    return first === at ? [] : [`two bodies of the name ${name}: ${bodies[first].path} and ${path}`];
  });

export const bodyProblems = (projects) =>
  sharedNames(
    projects
      .flatMap((project) => project.files)
      .filter(({ test, path }) => !test && path.endsWith('.ts'))
      .flatMap(({ path }) => bodiesIn(path, readFileSync(join(root, path), 'utf8'))),
  );
