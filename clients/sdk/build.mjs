// Types by the compiler, then each entry point as ES modules (shared parts and parts on demand as files of their own)
// and as CommonJS. libs/bucketing becomes part of the package: it has no dependencies but OpenFeature's SDKs.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
const types = join(here, 'dist', 'types');
const dist = process.argv[2] ?? join(here, 'dist');
const compiler = join(here, '..', '..', 'node_modules', 'typescript-native', 'bin', 'tsc');

const { status } = spawnSync(process.execPath, [compiler, '-b', join(here, 'tsconfig.lib.json')], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(1);

const shared = {
  entryPoints: ['browser', 'server', 'openfeature/web', 'openfeature/server'].map((entry) =>
    join(here, 'src', `${entry}.ts`),
  ),
  outbase: join(here, 'src'),
  bundle: true,
  target: 'es2022',
  conditions: ['@assay/source'],
  external: ['node:*', '@openfeature/*'],
  sourcemap: true,
};
for (const folder of ['esm', 'cjs']) rmSync(join(dist, folder), { recursive: true, force: true });
await build({
  ...shared,
  format: 'esm',
  splitting: true,
  chunkNames: 'parts/[name]-[hash]',
  outdir: join(dist, 'esm'),
});
await build({ ...shared, format: 'cjs', platform: 'node', outdir: join(dist, 'cjs') });

mkdirSync(join(dist, 'cjs'), { recursive: true });
writeFileSync(join(dist, 'cjs', 'package.json'), '{ "type": "commonjs" }\n');
cpSync(types, join(dist, 'cjs', 'types'), { recursive: true });
if (process.argv[2] !== undefined) cpSync(types, join(dist, 'types'), { recursive: true });
