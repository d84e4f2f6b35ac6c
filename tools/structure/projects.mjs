import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { root } from '../support/build.mjs';

const groups = ['libs', 'services', 'clients'];
const statement = /^\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]/gm;
const call = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

const sourcesBelow = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name))
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    : [];

const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

const specifiersIn = (text) => {
  const code = withoutComments(text);
  return [...code.matchAll(statement), ...code.matchAll(call)].map((match) => match[1] ?? match[2]);
};

const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const resolveRelative = (file, specifier) => {
  const target = join(dirname(file), specifier);
  return target.endsWith('.js') ? `${target.slice(0, -'.js'.length)}.ts` : target;
};

const isTest = (path) => /\.spec\.ts$/.test(path) || /\/test\//.test(path);
const isBuiltIn = (name) => name.startsWith('node:') || builtinModules.includes(name);

const readSource = (path) => {
  const specifiers = specifiersIn(readFileSync(path, 'utf8'));
  const relatives = specifiers.filter((specifier) => specifier.startsWith('.'));
  return {
    path: relative(root, path),
    test: isTest(relative(root, path)),
    imports: relatives.map((specifier) => relative(root, resolveRelative(path, specifier))),
    packages: specifiers.filter((one) => !one.startsWith('.') && !isBuiltIn(one)).map(packageOf),
  };
};

const packagesOf = (files) => [...new Set(files.flatMap((file) => file.packages))].sort();

const referencesOf = (folder, name) => {
  const path = join(root, folder, name);
  if (!existsSync(path)) return undefined;
  const { references = [] } = JSON.parse(readFileSync(path, 'utf8'));
  return references.map((reference) => relative(root, join(dirname(path), reference.path, '..')));
};

const bundled = ({ bundle = [] }) => Object.fromEntries(bundle.map((name) => [name, '*']));

const readProject = (folder) => {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const files = ['src', 'test'].flatMap((name) => sourcesBelow(join(root, folder, name))).map(readSource);
  return {
    folder,
    name: manifest.name,
    // What a bundle takes in need not be installed with it.
    dependencies: Object.keys({
      ...manifest.dependencies,
      ...manifest.peerDependencies,
      ...bundled(manifest),
    }),
    devDependencies: Object.keys(manifest.devDependencies ?? {}),
    files,
    used: {
      source: packagesOf(files.filter((file) => !file.test)).filter((name) => name !== manifest.name),
      test: packagesOf(files.filter((file) => file.test)),
    },
    references: {
      source: referencesOf(folder, 'tsconfig.lib.json'),
      test: referencesOf(folder, 'tsconfig.spec.json'),
    },
  };
};

/** Every workspace project with its files, what they import, and what its manifests declare. */
export const readProjects = () =>
  groups.flatMap((group) =>
    readdirSync(join(root, group))
      .map((name) => join(group, name))
      .filter((folder) => existsSync(join(root, folder, 'package.json')))
      .map(readProject),
  );
