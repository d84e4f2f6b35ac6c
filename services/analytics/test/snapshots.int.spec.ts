import type { EventEnvelope, MetricsSnapshot } from '@assay/contracts';
import { ExperimentConcluded, TOPICS } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { createBus } from '@assay/event-bus';
import { createServicePool, EVENT_STORE_SCHEMA, migrate, provisionDatabase } from '@assay/event-store';
import { FixedClock } from '@assay/platform';
import { Projections, PROJECTIONS_SCHEMA } from '@assay/projections';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually } from '@assay/testing';
import type { Pool } from 'pg';
import { ENGINE, ENGINE_PROJECTION } from '../src/engine/engine.projection.js';
import { visibleSlots } from '../src/engine/storage/definitions.js';
import { ExperimentDirectory } from '../src/experiments/experiment-directory.js';
import { EXPERIMENTS, EXPERIMENTS_PROJECTION } from '../src/experiments/experiments.projection.js';
import { MOST_UNEXPECTED } from '../src/reports/read/listed-cells.js';
import { SnapshotsService } from '../src/snapshots/snapshots.service.js';
import { exposure, metric, START } from './support/events.js';
import { ExperimentStory } from './support/experiment-story.js';

const SLOT = 5_000;
const NOW = START + 100 * SLOT;
const story = ExperimentStory.running('checkout', { primary: metric('bought') });

let database: TestDatabase;
let bus: EventBus;
let pool: Pool;
let projections: Projections;

const processAt = (clock: FixedClock) =>
  new SnapshotsService(new ExperimentDirectory(projections), projections, clock);

/** What was put into the outbox, which no relay empties here. */
async function emitted(): Promise<readonly MetricsSnapshot[]> {
  const { rows } = await pool.query<{ envelope: MetricsSnapshot }>(
    'SELECT envelope FROM outbox ORDER BY position',
  );
  return rows.map(({ envelope }) => envelope);
}

async function publish(events: readonly EventEnvelope[], topic: string, projection: string): Promise<void> {
  await bus.publish(events);
  const end = (await bus.ends(topic)).reduce((sum, partition) => sum + partition.end, 0);
  await eventually(async () => {
    const { positions } = await projections.completeness(projection);
    const reached = positions.filter((position) => position.topic === topic);
    expect(reached.reduce((sum, { offset }) => sum + offset, 0)).toBe(end);
  });
}

const expose = (unit: string) =>
  publish(
    [exposure({ unit, time: START, experiment: 'checkout', variant: 'control' })],
    TOPICS.interactions.name,
    ENGINE,
  );

async function define(events: readonly EventEnvelope[]): Promise<void> {
  await publish(events, TOPICS.experiments.name, EXPERIMENTS);
  await publish([], TOPICS.experiments.name, ENGINE);
  // What was defined is shown when every partition has seen to it.
  await eventually(async () => {
    const ref = { project: 'default', experiment: 'checkout' };
    expect(await projections.read(ENGINE, (model) => visibleSlots(model, ref, 2))).not.toEqual([]);
  });
}

beforeAll(async () => {
  database = await createTestDatabase();
  await provisionDatabase(database.url, [{ service: 'analytics', password: 'analytics' }]);
  const at = { service: 'analytics', databaseUrl: database.url };
  await migrate(at, EVENT_STORE_SCHEMA);
  await migrate(at, PROJECTIONS_SCHEMA);
  bus = createBus({
    bus: { kind: 'postgres', databaseUrl: database.url, namespace: '' },
    topics: { partitions: 2, retentionMs: -1, replicationFactor: 1 },
  });
  await bus.createTopics();
  pool = createServicePool(at);
  const onError = () => undefined;
  projections = new Projections({ service: 'analytics', pool, bus, onError }, [
    EXPERIMENTS_PROJECTION,
    ENGINE_PROJECTION,
  ]);
  projections.start();
  await eventually(() =>
    Promise.all([projections.completeness(ENGINE), projections.completeness(EXPERIMENTS)]),
  );
});
afterAll(async () => {
  await projections.stop();
  await bus.close();
  await pool.end();
  await database.drop();
});

it('takes snapshots when there is something to tell, once for each slot of time', async () => {
  const clock = new FixedClock(NOW);
  const snapshots = processAt(clock);
  await expose('u1');
  expect(await snapshots.takeDue()).toBe(0);
  await define(story.events);
  expect(await snapshots.takeDue()).toBe(1);
  await expose('u2');
  expect(await snapshots.takeDue()).toBe(0);
  clock.advance(SLOT);
  expect(await snapshots.takeDue()).toBe(1);
  clock.advance(SLOT);
  expect(await snapshots.takeDue()).toBe(0);
  const units = (await emitted()).map(({ data }) => data.variants[0]?.units);
  expect(units).toEqual([1, 2]);
});

it('takes one when several processes try at the same time', async () => {
  await expose('u3');
  const before = (await emitted()).length;
  const clock = new FixedClock(NOW + 5 * SLOT);
  const taken = await Promise.all([1, 2, 3, 4].map(() => processAt(clock).takeDue()));
  expect(taken.reduce((sum, next) => sum + next, 0)).toBe(1);
  expect(await emitted()).toHaveLength(before + 1);
});

it('covers exactly the offsets that its sums were taken at', async () => {
  const last = (await emitted()).at(-1);
  const counted = last?.data.offsets.filter(({ topic }) => topic === TOPICS.interactions.name) ?? [];
  expect(counted.reduce((sum, { offset }) => sum + offset, 0)).toBe(3);
  expect(last?.data.variants[0]?.units).toBe(3);
});

it('tells little of what clients make up: experiments, runs, variants and phases that there are not', async () => {
  const madeUp = Array.from({ length: 120 }, (_, number) => {
    const name = `made-up-${String(number)}`;
    const of = { unit: name, time: START, experiment: 'checkout', variant: 'control' };
    return [
      exposure({ ...of, unit: `${name}-a`, experiment: name }),
      exposure({ ...of, unit: `${name}-b`, run: 2 + number }),
      exposure({ ...of, unit: `${name}-c`, variant: name }),
      exposure({ ...of, unit: `${name}-d`, phase: 2 + number }),
    ];
  });
  await publish(madeUp.flat(), TOPICS.interactions.name, ENGINE);
  expect(await processAt(new FixedClock(NOW + 6 * SLOT)).takeDue()).toBe(1);
  const { variants, unlistedUnits } = (await emitted()).at(-1)?.data ?? {};
  expect(variants).toHaveLength(1 + MOST_UNEXPECTED);
  expect(variants?.find(({ variant, phase }) => variant === 'control' && phase === 1)?.units).toBe(3);
  expect(unlistedUnits).toBe(240 - MOST_UNEXPECTED);
});

it('refreshes an experiment under way once a minute, and a concluded one no more', async () => {
  const clock = new FixedClock(NOW + 20 * SLOT);
  const snapshots = processAt(clock);
  expect(await snapshots.takeDue()).toBe(1);
  clock.advance(SLOT);
  expect(await snapshots.takeDue()).toBe(0);
  const concludedAt = new Date(NOW).toISOString();
  const known = story.events.length;
  story.then(ExperimentConcluded, { run: 1, winner: null, reason: 'done', concludedAt });
  await define(story.events.slice(known));
  clock.advance(40 * SLOT);
  expect(await snapshots.takeDue()).toBe(0);
});
