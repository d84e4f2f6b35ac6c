// npm run soak analytics [-- --kills 20 --events 200000 --pause-seconds 3]: kill -9 of one service after the other while
// events are sent (repeated, late, in disorder, of units in two variants and of such that log in), in both forms; the
// report equals a plain count of what was acknowledged, exactly. The short form is the same test in npm test.
import { parseArgs } from 'node:util';
import { runTests } from '../support/run-tests.mjs';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    events: { type: 'string', default: '200000' },
    'pause-seconds': { type: 'string', default: '3' },
  },
});
process.env.SOAK_KILLS = values.kills;
process.env.SOAK_EVENTS = values.events;
process.env.SOAK_PAUSE_MS = String(Number(values['pause-seconds']) * 1000);
process.exitCode = await runTests('clients/cli/test/killed');
