// npm run soak [NAME]: the long fault tests whose short forms are part of npm test.
import { runNamed } from './support/run-named.mjs';

process.exitCode = await runNamed('soak');
