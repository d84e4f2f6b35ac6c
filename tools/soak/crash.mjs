// npm run soak crash [-- --form both --steps 1-1000 --minutes 60 --resume]: kill -9 after each step of promotions, rollouts
// and releases and of taking them back: what is appended, published, relayed and read, by each service. Services are killed
// side by side, each at steps of its own, and started again. --form: standalone, distributed or both; --steps: from which to
// which, or how many of each kind; --minutes: none begins later; --resume: leaves out what --results has as survived. The
// short form is the same test in npm test.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../support/build.mjs';
import { runTests } from '../support/run-tests.mjs';

const { values } = parseArgs({
  options: {
    form: { type: 'string', default: 'both' },
    steps: { type: 'string', default: '1-1000' },
    minutes: { type: 'string', default: '600' },
    resume: { type: 'boolean', default: false },
    results: { type: 'string', default: join(root, '.services', 'soak', 'crash.ndjson') },
  },
});
Object.assign(process.env, {
  SOAK_CRASH_FORM: values.form,
  SOAK_CRASH_STEPS: values.steps,
  SOAK_CRASH_MINUTES: values.minutes,
  SOAK_CRASH_RESUME: String(values.resume),
  SOAK_CRASH_RESULTS: values.results,
  SOAK_CRASH_QUIET_MS: '2000',
});
process.exitCode = await runTests('clients/cli/test/crash');
