import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

const swc = JSON.parse(await readFile(new URL('../../../.swcrc', import.meta.url), 'utf8'));
delete swc.$schema;
const settings = JSON.stringify(swc);
const compiled = join(tmpdir(), 'assay-typescript');
await mkdir(compiled, { recursive: true });

/** Sources import each other by the names they have once compiled. */
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!specifier.startsWith('.') || !specifier.endsWith('.js')) throw error;
    return next(`${specifier.slice(0, -3)}.ts`, context);
  }
}

/** What one process has compiled, the next one reads: tests start the same sources over and over. */
async function compile(filename) {
  const source = await readFile(filename, 'utf8');
  const key = createHash('sha256').update(`${settings}\0${filename}\0${source}`).digest('hex');
  const kept = join(compiled, `${key}.mjs`);
  try {
    return await readFile(kept, 'utf8');
  } catch {
    const { code } = await transform(source, { ...swc, filename, swcrc: false });
    const beside = `${kept}.${process.pid}`;
    await writeFile(beside, code);
    await rename(beside, kept);
    return code;
  }
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const source = await compile(fileURLToPath(url));
  return { format: 'module', source, shortCircuit: true };
}
