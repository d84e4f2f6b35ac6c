import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..', '..');

const compiler = join(root, 'node_modules', 'typescript-native', 'bin', 'tsc');

/** Every project that compiles to `dist`, as `libs/stats`, `services/rollout` … */
export const buildableProjects = () =>
  ['libs', 'services', 'clients'].flatMap((group) =>
    readdirSync(join(root, group))
      .map((name) => `${group}/${name}`)
      .filter((project) => existsSync(join(root, project, 'tsconfig.lib.json'))),
  );

/** Compiles the projects and what they refer to; what is up to date is left alone. Ends this process when it fails. */
export const build = (projects) => {
  if (!existsSync(compiler)) {
    console.error('The dependencies are not installed. Run: npm ci');
    process.exit(1);
  }
  const files = projects.map((project) => join(root, project, 'tsconfig.lib.json'));
  const { status } = spawnSync(process.execPath, [compiler, '-b', ...files], { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    console.error('The build failed; the messages above say where.');
    process.exit(1);
  }
};
