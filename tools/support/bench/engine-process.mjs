// The analytics engine alone, in a process of its own, on a log that is there: keeps it up until it has caught up ("live"),
// or has it rebuilt ("rebuild"). The request is a file: {mode, databaseUrl, brokers, namespace}; the result is printed.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBus } from '../../../libs/event-bus/dist/index.js';
import { createServicePool, EVENT_STORE_SCHEMA, migrate } from '../../../libs/event-store/dist/index.js';
import { keepHeapSteady } from '../../../libs/platform/dist/index.js';
import { Projections, PROJECTIONS_SCHEMA } from '../../../libs/projections/dist/index.js';
import { ENGINE_PROJECTION } from '../../../services/analytics/dist/engine/engine.projection.js';
import { HEAP_GROWTH_PERCENT } from '../../../services/analytics/dist/heap-growth.js';
import { memoryOf } from './resident-memory.mjs';

const LOOK_MS = 100;
const { mode, databaseUrl, brokers, namespace } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { name } = ENGINE_PROJECTION;
const service = 'analytics';
const database = { service, databaseUrl };
const fail = (error) => {
  console.error(error);
  process.exit(1);
};

keepHeapSteady(HEAP_GROWTH_PERCENT);
await migrate(database, EVENT_STORE_SCHEMA);
await migrate(database, PROJECTIONS_SCHEMA);
const pool = createServicePool(database);
const bus = createBus({ bus: { kind: 'kafka', brokers: brokers.split(','), namespace } });
const projections = new Projections({ service, pool, bus, onError: fail }, [ENGINE_PROJECTION]);
const ends = await Promise.all(ENGINE_PROJECTION.topics.map((topic) => bus.ends(topic)));
const total = ends.flat().reduce((sum, { end }) => sum + end, 0);

const applied = async () => {
  const { positions } = await projections.status(name);
  return positions.reduce((sum, { offset }) => sum + offset, 0);
};

/**
 * Looks until all is in; tells the rate from the first events on (joining a group of Kafka takes seconds, of which a
 * longer log has no more), and the most memory in the first and the last quarter.
 */
const measured = async (doneSoFar) => {
  const peak = { first: 0, last: 0 };
  let first;
  for (;;) {
    const { done, isDone } = await doneSoFar();
    const at = performance.now();
    if (done > 0) first ??= { done, at };
    const now = memoryOf(process.pid);
    if (done <= total / 4) peak.first = Math.max(peak.first, now);
    if (done > (3 * total) / 4) peak.last = Math.max(peak.last, now);
    if (isDone) return { perSecond: (total - first.done) / ((at - first.at) / 1000), total, peak };
    await sleep(LOOK_MS);
  }
};

const live = async () => {
  const done = await applied().catch(() => 0);
  return { done, isDone: done >= total };
};

const rebuilt = async () => {
  const { state, eventsDone } = await projections.rebuildProgress(name);
  return { done: eventsDone, isDone: state === 'done' };
};

projections.start();
if (mode === 'rebuild') {
  while (!(await live()).isDone) await sleep(LOOK_MS);
  const before = await projections.hashOf(name);
  await projections.rebuild(name);
  const result = await measured(rebuilt);
  const after = await projections.hashOf(name);
  console.log(JSON.stringify({ ...result, isSame: before.hash === after.hash, hash: after.hash }));
} else console.log(JSON.stringify(await measured(live)));
await projections.stop();
await bus.close();
await pool.end();
process.exit(0);
