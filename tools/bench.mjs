// npm run bench [NAME]: each figure beside its baseline, measured in the same run.
import { runNamed } from './support/run-named.mjs';

process.exitCode = await runNamed('bench');
