import { setTimeout as sleep } from 'node:timers/promises';
import { TOPICS } from '@assay/contracts';
import { eventually } from '@assay/testing';
import type { ProjectionDefinition, Projections } from '../src/index.js';
import { decision, interaction, numbers } from './example-events.js';
import { UNIT_COUNTS } from './example-projections.js';
import { TestRuntime } from './test-runtime.js';

const INTERACTIONS = TOPICS.interactions.name;
const NAME = UNIT_COUNTS.name;

describe('rebuilding a projection', () => {
  let test: TestRuntime;
  beforeEach(async () => {
    test = await TestRuntime.open();
  });
  afterEach(() => test.close());

  const append = (count: number, from = 0) =>
    test.log.append(
      INTERACTIONS,
      numbers(count, from).map((n) => interaction(n)),
    );
  const counted = (projections: Projections) =>
    projections.read(NAME, async (model) => {
      const [row] = await model.query<{ n: string | null }>('SELECT sum(n) AS n FROM unit_counts');
      return Number(row?.n ?? 0);
    });
  const running = async (definition: ProjectionDefinition = UNIT_COUNTS): Promise<Projections> => {
    const projections = test.projections(definition);
    projections.start();
    await eventually(async () => (await projections.status(NAME)).process.running);
    return projections;
  };
  const done = (projections: Projections) =>
    eventually(async () => (await projections.rebuildProgress(NAME))?.state === 'done');

  it('gives the same bytes, in new tables, and says how far it is', async () => {
    append(1_000);
    const projections = await running();
    await eventually(async () => (await counted(projections)) === 1_000);
    const before = await projections.hashOf(NAME);
    const begun = await projections.rebuild(NAME);
    expect(begun).toMatchObject({ projection: NAME, generation: 2, version: 1 });
    await done(projections);
    expect(await projections.hashOf(NAME)).toEqual(before);
    expect(await projections.liveSchema(NAME)).toBe('analytics_unit_counts_v1_g2');
    expect(await projections.rebuildProgress(NAME)).toMatchObject({
      state: 'done',
      eventsDone: 1_000,
      eventsTotal: 1_000,
    });
  });

  it('goes on while events arrive and readers read: none fails, none sees less than before', async () => {
    append(2_000);
    const projections = await running();
    await eventually(async () => (await counted(projections)) === 2_000);
    let over = false;
    const failures: unknown[] = [];
    const readers = numbers(4).map(async () => {
      let least = 2_000;
      while (!over) {
        const seen = await counted(projections).catch((error: unknown) => failures.push(error));
        if (seen < least) failures.push(`${String(seen)} after ${String(least)}`);
        least = Math.max(least, seen);
      }
    });
    for (const round of numbers(3)) {
      await projections.rebuild(NAME);
      for (const from of numbers(5).map((n) => 2_000 + round * 500 + n * 100)) {
        append(100, from);
        await sleep(10);
      }
      await done(projections);
    }
    await eventually(async () => (await counted(projections)) === 3_500);
    over = true;
    await Promise.all(readers);
    expect(failures).toEqual([]);
    expect(test.log.failures).toEqual([]);
    expect((await projections.status(NAME)).generation).toBe(4);
  });

  it('emits nothing, and the live tables go on emitting', async () => {
    const emitting: ProjectionDefinition = {
      ...UNIT_COUNTS,
      apply: async (events, scope) => {
        await UNIT_COUNTS.apply(events, scope);
        await scope.emit([decision('default/experiment/a', 1)]);
      },
    };
    test.log.append(INTERACTIONS, [interaction(0)], 0);
    const projections = await running(emitting);
    await eventually(async () => (await counted(projections)) === 1);
    const emitted = async () => (await test.pool.query('SELECT 1 FROM outbox')).rowCount;
    expect(await emitted()).toBe(1);
    await projections.rebuild(NAME);
    await done(projections);
    expect(await emitted()).toBe(1);
    test.log.append(INTERACTIONS, [interaction(1)], 0);
    await eventually(async () => (await counted(projections)) === 2);
    expect(await emitted()).toBe(2);
  });

  /** Tables that cannot grow while the disk is full; the live ones of before stay as they are. */
  const ON_A_DISK: ProjectionDefinition = {
    ...UNIT_COUNTS,
    tables: [
      ...UNIT_COUNTS.tables,
      `CREATE FUNCTION grow() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_TABLE_SCHEMA LIKE '%_g2' AND EXISTS (SELECT 1 FROM public.disk WHERE is_full) THEN
           RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
         END IF;
         RETURN NULL;
       END $$`,
      'CREATE TRIGGER grows AFTER INSERT ON unit_counts FOR EACH STATEMENT EXECUTE FUNCTION grow()',
    ],
  };

  it('waits while the disk is full and says so; what is read stays, and it goes on when there is room', async () => {
    await test.pool.query('CREATE TABLE public.disk AS SELECT true AS is_full');
    append(1_000);
    const projections = await running(ON_A_DISK);
    await eventually(async () => (await counted(projections)) === 1_000);
    const before = await projections.hashOf(NAME);
    await projections.rebuild(NAME);
    await eventually(() => test.errors.some((error) => String(error).includes('No space left on device')));
    await expect(projections.rebuild(NAME)).rejects.toMatchObject({ code: 'REBUILD_RUNNING' });
    expect(await projections.rebuildProgress(NAME)).toMatchObject({ state: 'running', eventsDone: 0 });
    expect(await projections.hashOf(NAME)).toEqual(before);
    // What arrives meanwhile is counted.
    append(10, 1_000);
    await eventually(async () => (await counted(projections)) === 1_010);
    await test.pool.query('UPDATE public.disk SET is_full = false');
    await done(projections);
    expect(await counted(projections)).toBe(1_010);
    expect(await projections.liveSchema(NAME)).toBe('analytics_unit_counts_v1_g2');
  });

  it('never goes past the live tables', async () => {
    append(500);
    await test.prepare(UNIT_COUNTS);
    await test.pool.query('UPDATE projection_checkpoints SET position = 40');
    const projections = test.projections(UNIT_COUNTS);
    await projections.rebuild(NAME, true);
    await done(projections);
    const { positions } = await projections.completeness(NAME);
    expect(positions.map(({ offset }) => offset)).toEqual([40, 40]);
    expect(await counted(projections)).toBe(80);
  });

  it('is refused while another one runs, in whichever process', async () => {
    append(200);
    await test.prepare(UNIT_COUNTS);
    const [one, other] = [test.projections(UNIT_COUNTS), test.projections(UNIT_COUNTS)];
    const outcomes = await Promise.allSettled([one.rebuild(NAME), other.rebuild(NAME), one.rebuild(NAME)]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map((outcome) => (outcome.reason as { code: string }).code)).toEqual([
      'REBUILD_RUNNING',
      'REBUILD_RUNNING',
    ]);
  });

  it('is resumed by another process where the one that began it was stopped', async () => {
    append(3_000);
    const projections = await running();
    await eventually(async () => (await counted(projections)) === 3_000);
    const before = await projections.hashOf(NAME);
    await projections.stop();

    let applied = 0;
    const dying = test.projections({
      ...UNIT_COUNTS,
      apply: async (events, scope) => {
        applied += events.length;
        if (applied > 1_000) await scope.query('SELECT pg_sleep(600)');
        await UNIT_COUNTS.apply(events, scope);
      },
    });
    await dying.rebuild(NAME);
    await eventually(() => applied > 1_000);
    // What the end of its process does: all its sessions are gone, the lock among them.
    let isStopped = false;
    const stopped = dying.stop().then(() => (isStopped = true));
    await eventually(async () => {
      await test.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()`,
      );
      return isStopped;
    });
    await stopped;
    const left = await dying.rebuildProgress(NAME);
    expect(left).toMatchObject({ state: 'running', generation: 2, eventsTotal: 3_000 });
    expect(left?.eventsDone).toBeGreaterThan(0);
    expect(left?.eventsDone).toBeLessThan(3_000);

    let again = 0;
    const other = test.projections({
      ...UNIT_COUNTS,
      apply: async (events, scope) => {
        again += events.length;
        await UNIT_COUNTS.apply(events, scope);
      },
    });
    other.start();
    await done(other);
    expect(again).toBe(3_000 - (left?.eventsDone ?? 0));
    expect(await other.hashOf(NAME)).toEqual(before);
  });

  it('waits for a writer beside the batches, whose changes are never put into tables swapped away', async () => {
    append(100);
    const projections = await running();
    await eventually(async () => (await counted(projections)) === 100);
    const generations: number[] = [];
    const writing = projections.write(NAME, async (model) => {
      generations.push(model.generation.generation);
      await model.query('SELECT 1');
      await projections.rebuild(NAME);
      await sleep(500);
      generations.push((await projections.status(NAME)).generation);
    });
    await writing;
    expect(generations).toEqual([1, 1]);
    await done(projections);
    expect((await projections.status(NAME)).generation).toBe(2);
  });

  it('keeps the tables before until the next rebuild, and drops them then', async () => {
    append(100);
    const projections = await running();
    await eventually(async () => (await counted(projections)) === 100);
    const schemas = async () =>
      (
        await test.pool.query<{ name: string }>(
          `SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'analytics\\_%' ORDER BY 1`,
        )
      ).rows.map(({ name }) => name.slice(-2));
    for (const expected of [
      ['g1', 'g2'],
      ['g2', 'g3'],
    ]) {
      await projections.rebuild(NAME);
      await done(projections);
      expect(await schemas()).toEqual(expected);
    }
  });

  it('keeps what is known of completeness over the swap', async () => {
    append(100);
    const projections = await running();
    await eventually(async () => (await projections.completeness(NAME)).completeTo !== null);
    await eventually(async () => (await counted(projections)) === 100);
    const before = await projections.completeness(NAME);
    await projections.stop();
    const resting = test.projections(UNIT_COUNTS);
    await resting.rebuild(NAME);
    await done(resting);
    const after = await resting.completeness(NAME);
    expect(after.positions).toEqual(before.positions);
    expect(after.completeTo?.getTime()).toBeGreaterThanOrEqual(before.completeTo?.getTime() ?? Infinity);
  });

  it('is what a newer version of the code does by itself, and the older code steps back', async () => {
    append(300);
    const old = await running();
    await eventually(async () => (await counted(old)) === 300);
    const doubled: ProjectionDefinition = {
      ...UNIT_COUNTS,
      version: 2,
      apply: async (events, scope) => {
        await UNIT_COUNTS.apply(events, scope);
        await scope.query('INSERT INTO batches DEFAULT VALUES');
      },
      tables: [...UNIT_COUNTS.tables, 'CREATE TABLE batches (id serial)'],
    };
    const newer = test.projections(doubled);
    newer.start();
    await eventually(async () => (await newer.status(NAME)).version === 2);
    expect(await newer.liveSchema(NAME)).toBe('analytics_unit_counts_v2_g2');
    append(100, 300);
    await eventually(async () => (await counted(newer)) === 400);
    // The old process still gets its batches and must not fold them into tables of another version.
    await eventually(() =>
      test.errors.some((error) => (error as { code?: string }).code === 'PROJECTION_NOT_LIVE'),
    );
    expect(await counted(newer)).toBe(400);
  });
});
