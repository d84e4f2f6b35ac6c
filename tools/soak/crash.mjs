// npm run soak crash [-- --steps 1000]: kill -9 after each step of promotions, rollouts and releases and of taking them
// back, as many as there are at most, in both forms: what is appended, published, relayed and read. The short form is the
// same test in npm test.
import { parseArgs } from 'node:util';
import { runTests } from '../support/run-tests.mjs';

const { values } = parseArgs({ options: { steps: { type: 'string', default: '1000' } } });
process.env.SOAK_CRASH_STEPS = values.steps;
process.env.SOAK_CRASH_QUIET_MS = '2000';
process.exitCode = await runTests('clients/cli/test/crash');
