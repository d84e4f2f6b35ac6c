// npm run soak outages: five outages of 30 s each of the broker and of Postgres, under analytics and under event ingest;
// in the end nothing is lost and nothing counted twice. About a quarter of an hour; part of `npm run soak promises`.
import { runTests } from '../support/run-tests.mjs';

process.env.SOAK_FACTOR = '2';
process.exitCode = await runTests(
  'services/analytics/test/restarts.int',
  'services/event-ingest/test/broker-restart',
);
