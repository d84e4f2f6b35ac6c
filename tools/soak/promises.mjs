// npm run soak promises [-- --factor 25]: order of commits (25 × 1,920 appends), poison, killed projections, duplicates and
// disorder in the engine, random stories of everything at once (25 × 12), a backlog of 100,000 events, processes that
// freeze and die, bad requests (25 × 400), five outages of the broker and of Postgres, 10,000 assignments under 50 versions
// of a definition that are explained by theirs, and 25,000 experiments without an effect: each with many more events than in npm test, controls included.
import { parseArgs } from 'node:util';
import { runTests } from '../support/run-tests.mjs';

const { values } = parseArgs({ options: { factor: { type: 'string', default: '25' } } });
process.env.SOAK_FACTOR = values.factor;
process.exitCode = await runTests(
  'libs/event-bus/test/head-row',
  'libs/event-bus/test/.*bus.int',
  'libs/projections/test/killed',
  'services/analytics/test/(engine|chance|processes|poison|restarts).int',
  'services/event-ingest/test/(fuzz|broker-restart)',
  'services/assignment/test/revisions',
  'services/promotion/test/false-winners',
);
