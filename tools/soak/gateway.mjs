// npm run soak gateway [-- --factor 5]: Redis flushed 5 × 2 times after weights and a bandit have changed, Redis hung and
// Postgres killed under requests, with the durations of the answers; controls included.
import { parseArgs } from 'node:util';
import { runTests } from '../support/run-tests.mjs';

const { values } = parseArgs({ options: { factor: { type: 'string', default: '5' } } });
process.env.SOAK_FACTOR = values.factor;
process.exitCode = await runTests(
  'services/assignment/test/(outages|steadiness|linked-units|rate-limits|unreadable-definitions).e2e',
  'libs/rate-limit/test/redis-lender.int',
);
