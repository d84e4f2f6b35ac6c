// npm run vectors -- FILE [--capability NAME]: does the statistics engine give the expected answers?
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './support/build.mjs';

const usage = 'Usage: npm run vectors -- FILE [--capability NAME]';

const readArguments = () => {
  try {
    const options = { capability: { type: 'string' }, help: { type: 'boolean' } };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (values.help) return console.log(usage);
    if (positionals.length !== 1) throw new TypeError('Name one file of vectors.');
    return { file: resolve(process.env.INIT_CWD ?? '.', positionals[0]), capability: values.capability };
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exitCode = 2;
  }
};

const readVectorsFile = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    console.error(`The file of vectors cannot be read: ${error.message}`);
    console.log('0 passed, 1 failed');
    process.exitCode = 1;
  }
};

const args = readArguments();
const json = args && readVectorsFile(args.file);
if (json !== undefined) {
  build(['libs/stats']);
  const { runVectors } = await import('../libs/stats/dist/index.js');
  const { lines, ok } = runVectors(json, args.capability);
  console.log(lines.join('\n'));
  process.exitCode = ok ? 0 : 1;
}
