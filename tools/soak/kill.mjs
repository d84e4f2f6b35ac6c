// npm run soak kill [-- --kills 60 --pause-seconds 10]: kill -9 under traffic, in both forms; nothing may be lost or
// counted twice. The short form is the same test in npm test.
import { parseArgs } from 'node:util';
import { runTests } from '../support/run-tests.mjs';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '60' },
    'pause-seconds': { type: 'string', default: '10' },
  },
});
process.env.SOAK_KILLS = values.kills;
process.env.SOAK_PAUSE_MS = String(Number(values['pause-seconds']) * 1000);
process.exitCode = await runTests('clients/cli/test/killed');
