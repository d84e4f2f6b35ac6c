// npm start: builds what has changed and runs all five services in one process.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, root } from './support/build.mjs';
import { runForwarding } from './support/run-forwarding.mjs';

const main = join(root, 'services', 'standalone', 'dist', 'main.js');
if (!existsSync(main)) console.log('Assay is being built; this takes half a minute, the first time only …');
build(['services/standalone']);
process.exitCode = await runForwarding([main, ...process.argv.slice(2)]);
