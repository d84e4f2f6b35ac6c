import { TOPICS } from '@assay/contracts';
import { schemaDrift } from '@assay/event-store';
import { eventually } from '@assay/testing';
import type { ProjectionDefinition, Projections } from '../src/index.js';
import { dataSource } from '../src/cli-data-source.js';
import { PROJECTIONS_SCHEMA } from '../src/index.js';
import { APPENDED, decision, interaction, numbers } from './example-events.js';
import { RAW_INTERACTIONS, STREAM_STATUS, UNIT_COUNTS } from './example-projections.js';
import { TestRuntime } from './test-runtime.js';

const INTERACTIONS = TOPICS.interactions.name;

describe('the projections of a service', () => {
  let test: TestRuntime;
  beforeEach(async () => {
    test = await TestRuntime.open();
  });
  afterEach(() => test.close());

  const counted = async (projections: Projections) =>
    Number(
      (
        await projections.read('unit-counts', (model) =>
          model.query<{ n: string | null }>('SELECT sum(n) AS n FROM unit_counts'),
        )
      )[0]?.n ?? 0,
    );
  const started = async (...definitions: readonly ProjectionDefinition[]): Promise<Projections> => {
    const projections = test.projections(...definitions);
    projections.start();
    await eventually(() => projections.liveSchema(definitions[0]?.name ?? ''));
    return projections;
  };

  it('have, after their migrations, the tables that the entities say', async () => {
    const database = { service: 'analytics', databaseUrl: test.databaseUrl };
    expect(await schemaDrift(database, PROJECTIONS_SCHEMA)).toEqual([]);
    expect(dataSource.options).toMatchObject({ migrationsTableName: 'projections_migrations' });
  });

  it('follow the log, also with several processes that all get every batch', async () => {
    const processes = [await started(UNIT_COUNTS), await started(UNIT_COUNTS), await started(UNIT_COUNTS)];
    for (const from of [0, 300, 600]) {
      test.log.append(
        INTERACTIONS,
        numbers(300, from).map((n) => interaction(n)),
      );
      await eventually(async () => (await counted(processes[0])) === from + 300);
    }
    expect(test.log.failures).toEqual([]);
  });

  it('are the same for any size of batches and any order of arrival', async () => {
    const all = numbers(500).map((n) => interaction(n));
    const hashes = new Set<string>();
    for (const [size, events] of [
      [7, all],
      [100, [...all].reverse()],
      [500, [...all, ...all]],
    ] as const) {
      const one = await TestRuntime.open();
      one.log.batchSize = size;
      one.log.append(INTERACTIONS, events);
      const projections = one.projections(UNIT_COUNTS);
      projections.start();
      await eventually(async () => (await projections.completeness('unit-counts')).completeTo !== null);
      await eventually(async () => (await projections.status('unit-counts')).lag === 0);
      hashes.add((await projections.hashOf('unit-counts')).hash);
      await one.close();
    }
    expect(hashes.size).toBe(1);
  });

  it('know up to when they are complete: the earliest of all partitions, null while one was never reported', async () => {
    await test.prepare(UNIT_COUNTS);
    const projections = test.projections(UNIT_COUNTS);
    expect(await projections.completeness('unit-counts')).toEqual({
      completeTo: null,
      positions: [
        { topic: INTERACTIONS, partition: 0, offset: 0 },
        { topic: INTERACTIONS, partition: 1, offset: 0 },
      ],
    });
    test.log.append(
      INTERACTIONS,
      numbers(5).map((n) => interaction(n)),
      0,
    );
    test.log.append(
      INTERACTIONS,
      numbers(3, 5).map((n) => interaction(n)),
      1,
    );
    projections.start();
    // Both have caught up; partition 1, with fewer events, was observed at the earlier instant.
    await eventually(async () => {
      const { completeTo, positions } = await projections.completeness('unit-counts');
      expect(positions.map(({ offset }) => offset)).toEqual([5, 3]);
      expect(completeTo).toEqual(new Date(APPENDED + 3 + 1_000));
    });
  });

  it('give hash, rows and positions of one snapshot', async () => {
    test.log.append(
      INTERACTIONS,
      numbers(20).map((n) => interaction(n)),
      0,
    );
    const projections = await started(UNIT_COUNTS);
    await eventually(async () => (await counted(projections)) === 20);
    const hash = await projections.hashOf('unit-counts');
    expect(hash).toMatchObject({ rows: 10, positions: [{ offset: 20 }, { offset: 0 }] });
    expect(hash.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await projections.hashOf('unit-counts')).toEqual(hash);
  });

  it('have another hash when one value differs', async () => {
    test.log.append(
      INTERACTIONS,
      numbers(20).map((n) => interaction(n)),
    );
    const projections = await started(UNIT_COUNTS);
    await eventually(async () => (await counted(projections)) === 20);
    const before = await projections.hashOf('unit-counts');
    await projections.write('unit-counts', (model) =>
      model.query(`UPDATE unit_counts SET total = total + 0.000001 WHERE unit = 'u3'`),
    );
    expect((await projections.hashOf('unit-counts')).hash).not.toBe(before.hash);
  });

  it('show their state: generation, positions, lag, what is quarantined', async () => {
    const projections = await started(STREAM_STATUS, UNIT_COUNTS);
    await eventually(async () => (await projections.status('unit-counts')).process.running);
    expect(await projections.status('unit-counts')).toMatchObject({
      name: 'unit-counts',
      version: 1,
      generation: 1,
      lag: 0,
      quarantined: [],
      process: { running: true },
    });
    expect(projections.names()).toEqual(['stream-status', 'unit-counts']);
  });

  it('are told what was applied, after the commit; what that throws does no harm', async () => {
    const told: string[] = [];
    const telling: ProjectionDefinition = {
      ...UNIT_COUNTS,
      afterCommit: async (events) => {
        told.push(...events.map(({ event }) => event.id));
        throw new TypeError('the cache is away');
      },
    };
    const events = numbers(6).map((n) => interaction(n));
    test.log.append(INTERACTIONS, [...events, ...events], 0);
    const projections = await started(telling);
    await eventually(async () => (await counted(projections)) === 6);
    await eventually(() => told.length === 6);
    expect(told).toEqual(events.map(({ id }) => id));
    expect(test.log.failures).toEqual([]);
  });

  it('write beside the batches, with events in the outbox, or nothing at all', async () => {
    const projections = await started(UNIT_COUNTS);
    await projections.write('unit-counts', async (model) => {
      await model.query(`INSERT INTO unit_counts VALUES ('extra', 1, 1)`);
      await model.emit([decision('default/experiment/a', 1)]);
    });
    const failing = projections.write('unit-counts', async (model) => {
      await model.emit([decision('default/experiment/a', 2)]);
      throw new TypeError('no');
    });
    await expect(failing).rejects.toThrow('no');
    const { rows } = await test.pool.query<{ version: number }>(
      `SELECT (envelope ->> 'streamversion')::int AS version FROM outbox`,
    );
    expect([await counted(projections), rows]).toEqual([1, [{ version: 1 }]]);
  });

  it('survive that the database ends their sessions', async () => {
    test.log.batchSize = 10;
    const projections = await started(UNIT_COUNTS, RAW_INTERACTIONS);
    for (const from of numbers(5).map((n) => n * 100)) {
      test.log.append(
        INTERACTIONS,
        numbers(100, from).map((n) => interaction(n)),
      );
      await test.pool
        .query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid()`,
        )
        .catch(() => undefined);
    }
    await eventually(async () => (await counted(projections)) === 500);
    expect(test.log.failures).toEqual([]);
  });

  it('refuse what they do not know', async () => {
    const projections = test.projections(UNIT_COUNTS);
    await expect(projections.read('other', async () => undefined)).rejects.toThrow(
      'there is no projection other here; there are: unit-counts',
    );
    await expect(projections.hashOf('unit-counts')).rejects.toMatchObject({ code: 'PROJECTION_NOT_LIVE' });
    await expect(test.prepare({ ...UNIT_COUNTS, name: 'Bad name' })).rejects.toMatchObject({
      code: 'INVALID_DEFINITION',
    });
    await expect(test.prepare({ ...UNIT_COUNTS, name: 'x'.repeat(60) })).rejects.toMatchObject({
      code: 'INVALID_DEFINITION',
    });
  });
});
