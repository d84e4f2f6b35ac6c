import { setTimeout as sleep } from 'node:timers/promises';
import { TOPICS } from '@assay/contracts';
import { inTransaction } from '@assay/event-store';
import type { DeliveredBatch } from '@assay/event-bus';
import type { PoolClient } from 'pg';
import { ClientScope } from '../src/batch/client-scope.js';
import type { ProjectionDefinition } from '../src/index.js';
import { batchOf, decision, interaction, numbers } from './example-events.js';
import { RAW_INTERACTIONS, STREAM_STATUS, UNIT_COUNTS } from './example-projections.js';
import { TestRuntime } from './test-runtime.js';

const INTERACTIONS = TOPICS.interactions.name;

describe('applying batches', () => {
  let test: TestRuntime;
  beforeEach(async () => {
    test = await TestRuntime.open();
  });
  afterEach(() => test.close());

  const batch = (from: number, count: number, partition = 0): DeliveredBatch =>
    batchOf(
      numbers(count, from).map((n) => interaction(n)),
      { topic: INTERACTIONS, partition, offset: from },
    );
  const counted = async () =>
    Number((await test.rows<{ n: string }>(UNIT_COUNTS, 'SELECT sum(n) AS n FROM unit_counts'))[0]?.n ?? 0);
  const positions = async (projection = UNIT_COUNTS) =>
    (await test.projections(projection).completeness(projection.name)).positions.map(({ offset }) => offset);

  describe('moves model and checkpoint together', () => {
    beforeEach(() => test.prepare(UNIT_COUNTS));

    it('and gives back what it applied', async () => {
      const applied = await test.applier(UNIT_COUNTS).apply(batch(0, 25));
      expect(applied).toHaveLength(25);
      expect(await counted()).toBe(25);
      expect(await positions()).toEqual([25, 0]);
    });

    it('or neither, when the fold fails in the middle', async () => {
      const failing: ProjectionDefinition = {
        ...UNIT_COUNTS,
        apply: async (events, scope) => {
          await UNIT_COUNTS.apply(events, scope);
          throw new TypeError('broken fold');
        },
      };
      await expect(test.applier(failing).apply(batch(0, 10))).rejects.toThrow('broken fold');
      expect([await counted(), await positions()]).toEqual([0, [0, 0]]);
    });

    it('or neither, when the connection dies before the commit; taken again, each event counts once', async () => {
      let crashes = 1;
      const crashing: ProjectionDefinition = {
        ...UNIT_COUNTS,
        apply: async (events, scope) => {
          await UNIT_COUNTS.apply(events, scope);
          crashes -= 1;
          if (crashes === 0) await scope.query('SELECT pg_terminate_backend(pg_backend_pid())');
        },
      };
      const applier = test.applier(crashing);
      await expect(applier.apply(batch(0, 10))).rejects.toMatchObject({ code: '57P01' });
      await applier.apply(batch(0, 10));
      expect([await counted(), await positions()]).toEqual([10, [10, 0]]);
    });

    it('and nothing that comes after it: a statement that was left behind is not sent', async () => {
      const left: Promise<unknown>[] = [];
      const late: ProjectionDefinition = {
        ...UNIT_COUNTS,
        apply: async (_events, scope) => {
          await scope.query('SELECT 1');
          left.push(sleep(50).then(() => scope.query("INSERT INTO unit_counts VALUES ('late', 1)")));
          throw new TypeError('broken fold');
        },
      };
      await expect(test.applier(late).apply(batch(0, 10))).rejects.toThrow('broken fold');
      await expect(left[0]).rejects.toMatchObject({ code: 'PROJECTION_BATCH_OVER' });
      expect(await counted()).toBe(0);
    });

    it('control: with the checkpoint in a transaction of its own, the same crash counts twice', async () => {
      const twoTransactions = async (crash: boolean): Promise<void> => {
        await inLiveTables(test, async (client) => {
          const scope = new ClientScope(client, INTERACTIONS, 0);
          await UNIT_COUNTS.apply(batch(0, 10).events, scope);
        });
        if (crash) throw new TypeError('killed between the two');
        await test.pool.query('UPDATE projection_checkpoints SET position = 10 WHERE partition = 0');
      };
      await expect(twoTransactions(true)).rejects.toThrow('killed');
      await twoTransactions(false);
      expect([await counted(), await positions()]).toEqual([20, [10, 0]]);
    });
  });

  describe('tells a definition by its tenure whether it knows the tables', () => {
    const tenures: object[] = [];
    const noting: ProjectionDefinition = {
      ...UNIT_COUNTS,
      apply: (_events, { tenure }) => {
        tenures.push(tenure);
        return Promise.resolve();
      },
    };
    const count = (): number => new Set(tenures).size;
    beforeEach(async () => {
      tenures.length = 0;
      await test.prepare(UNIT_COUNTS);
    });

    it('as long as it applies one batch after the other', async () => {
      const applier = test.applier(noting);
      for (const from of [0, 10, 20]) await applier.apply(batch(from, 10));
      expect(count()).toBe(1);
    });

    it('and no longer when another process applied one', async () => {
      const [owner, other] = [test.applier(noting), test.applier(noting)];
      await owner.apply(batch(0, 10));
      await other.apply(batch(10, 10));
      await owner.apply(batch(20, 10));
      expect(count()).toBe(3);
    });

    it('nor when one failed', async () => {
      let failures = 1;
      const failing: ProjectionDefinition = {
        ...noting,
        apply: async (events, scope) => {
          await noting.apply(events, scope);
          if ((failures -= 1) === 0) throw new TypeError('broken fold');
        },
      };
      const applier = test.applier(failing);
      await expect(applier.apply(batch(0, 10))).rejects.toThrow('broken fold');
      await applier.apply(batch(0, 10));
      await applier.apply(batch(10, 10));
      expect(tenures.map((tenure) => tenures.indexOf(tenure))).toEqual([0, 1, 1]);
    });
  });

  describe('leaves out what others have done', () => {
    beforeEach(() => test.prepare(UNIT_COUNTS));

    it('when a zombie brings a batch again', async () => {
      const [owner, zombie] = [test.applier(UNIT_COUNTS), test.applier(UNIT_COUNTS)];
      await owner.apply(batch(0, 10));
      await owner.apply(batch(10, 10));
      expect(await zombie.apply(batch(0, 10))).toEqual([]);
      expect([await counted(), await positions()]).toEqual([20, [20, 0]]);
    });

    it('when batches overlap', async () => {
      const applier = test.applier(UNIT_COUNTS);
      await applier.apply(batch(0, 10));
      expect(await applier.apply(batch(5, 10))).toHaveLength(5);
      expect([await counted(), await positions()]).toEqual([15, [15, 0]]);
    });

    it('when several bring the same batches at once', async () => {
      const appliers = numbers(4).map(() => test.applier(UNIT_COUNTS));
      for (const from of numbers(10).map((n) => n * 20))
        await Promise.all(appliers.map((applier) => applier.apply(batch(from, 20))));
      expect([await counted(), await positions()]).toEqual([200, [200, 0]]);
    });

    it('when a stopped process wakes up in the middle of its batch', async () => {
      let proceed: () => void = () => undefined;
      const woken = new Promise<void>((resolve) => {
        proceed = resolve;
      });
      const sleepy: ProjectionDefinition = {
        ...UNIT_COUNTS,
        apply: async (events, scope) => {
          await UNIT_COUNTS.apply(events, scope);
          // What the server does to a session that is idle in its transaction for too long.
          await scope.query('SELECT 1');
          await woken;
        },
      };
      const stopped = test.applier(sleepy).apply(batch(0, 10));
      const { pid } = await waitForIdle(test);
      await test.pool.query('SELECT pg_terminate_backend($1)', [pid]);
      await test.applier(UNIT_COUNTS).apply(batch(0, 10));
      proceed();
      await expect(stopped).rejects.toThrow(/terminat|Connection|closed/i);
      expect([await counted(), await positions()]).toEqual([10, [10, 0]]);
    });

    it('but refuses to skip: a batch that begins after the checkpoint waits', async () => {
      await expect(test.applier(UNIT_COUNTS).apply(batch(10, 5))).rejects.toMatchObject({
        code: 'CHECKPOINT_BEHIND',
        transient: true,
        data: { offset: 0, firstOffset: 10 },
      });
      expect(await positions()).toEqual([0, 0]);
    });

    it('control: without the compare-and-set a zombie counts everything again', async () => {
      const unguarded: ProjectionDefinition = {
        ...UNIT_COUNTS,
        name: 'unguarded',
        duplicates: 'by-model',
      };
      await test.prepare(unguarded);
      const apply = (from: number) =>
        inLiveTables(
          test,
          (client) => unguarded.apply(batch(from, 10).events, new ClientScope(client, INTERACTIONS, 0)),
          'unguarded',
        );
      for (const from of [0, 10, 0]) await apply(from);
      const [row] = await test.rows<{ n: string }>(unguarded, 'SELECT sum(n) AS n FROM unit_counts');
      expect(Number(row?.n)).toBe(30);
    });
  });

  describe('drops repeats', () => {
    const FIVE_TIMES = numbers(100).flatMap((n) => numbers(5).map(() => interaction(n % 20)));
    const repeated = (definition: ProjectionDefinition) =>
      FIVE_TIMES.map((_, index) => index)
        .filter((index) => index % 50 === 0)
        .map((offset) =>
          batchOf(FIVE_TIMES.slice(offset, offset + 50), { topic: definition.topics[0] ?? '', offset }),
        );

    it.each([UNIT_COUNTS, RAW_INTERACTIONS])(
      'of every event, five times: $name is the same',
      async (definition) => {
        await test.prepare(definition);
        for (const one of repeated(definition)) await test.applier(definition).apply(one);
        const once = { ...definition, name: `${definition.name}-once` };
        await test.prepare(once);
        await test.applier(once).apply(batch(0, 20));
        expect(await test.hash(definition)).toBe(await test.hash(once));
      },
    );

    it('in different partitions at once', async () => {
      await test.prepare(UNIT_COUNTS);
      const applier = test.applier(UNIT_COUNTS);
      const inOrder = numbers(50).map((n) => interaction(n));
      const reversed = [...inOrder].reverse();
      await Promise.all([
        applier.apply(batchOf(inOrder, { topic: INTERACTIONS, partition: 0 })),
        applier.apply(batchOf(reversed, { topic: INTERACTIONS, partition: 1 })),
      ]);
      expect([await counted(), await positions()]).toEqual([50, [50, 50]]);
    });

    it('but not what another unit sends under the same id, whichever partition comes first', async () => {
      const [mine, yours] = [interaction(1), { ...interaction(2), id: interaction(1).id }];
      await test.prepare(UNIT_COUNTS);
      const applier = test.applier(UNIT_COUNTS);
      await applier.apply(batchOf([mine], { topic: INTERACTIONS, partition: 0 }));
      await applier.apply(batchOf([yours, yours], { topic: INTERACTIONS, partition: 1 }));
      expect(await counted()).toBe(2);
    });

    it('control: a model that recognises nothing counts them all', async () => {
      const naive: ProjectionDefinition = { ...UNIT_COUNTS, name: 'naive', duplicates: 'by-model' };
      await test.prepare(naive);
      for (const one of repeated(naive)) await test.applier(naive).apply(one);
      const [row] = await test.rows<{ n: string }>(naive, 'SELECT sum(n) AS n FROM unit_counts');
      expect(Number(row?.n)).toBe(500);
    });

    it('and leaves other types alone, though the checkpoint moves over them', async () => {
      await test.prepare(UNIT_COUNTS);
      const mixed = [interaction(0), decision('default/experiment/a', 1), interaction(1)];
      await test.applier(UNIT_COUNTS).apply(batchOf(mixed, { topic: INTERACTIONS }));
      await test.applier(UNIT_COUNTS).apply({ ...batch(3, 0), nextOffset: 7 });
      expect([await counted(), await positions()]).toEqual([2, [7, 0]]);
    });
  });

  it.each([UNIT_COUNTS, RAW_INTERACTIONS, STREAM_STATUS])(
    'takes the same number of statements for 10 and for 1,000 events: $name',
    async (definition) => {
      await test.prepare(definition);
      const topic = definition.topics[0] ?? '';
      const make = (n: number) =>
        definition === STREAM_STATUS ? decision(`default/experiment/e${String(n)}`, 1) : interaction(n);
      const statements = async (count: number, offset: number): Promise<number> => {
        const before = queries;
        const events = numbers(count, offset).map(make);
        await test.applier(definition).apply(batchOf(events, { topic, offset }));
        return queries - before;
      };
      let queries = 0;
      test.pool.on('connect', countQueries);
      const client = await test.pool.connect();
      countQueries(client);
      client.release();
      const [few, many] = [await statements(10, 0), await statements(1_000, 10)];
      expect(many).toBe(few);
      expect(few).toBeGreaterThanOrEqual(4);
      expect(few).toBeLessThanOrEqual(8);

      function countQueries(connected: PoolClient): void {
        const query = connected.query.bind(connected) as (...given: unknown[]) => unknown;
        const counting = (...given: unknown[]): unknown => {
          queries += 1;
          return query(...given);
        };
        Object.assign(connected, { query: counting });
      }
    },
  );

  it('puts what the fold emits into the outbox, with the batch or not at all', async () => {
    let fails = false;
    const emitting: ProjectionDefinition = {
      ...UNIT_COUNTS,
      name: 'emitting',
      // A model may have tables of any name, also those of the store.
      tables: [...UNIT_COUNTS.tables, 'CREATE TABLE outbox (id int)', 'CREATE TABLE heads (id int)'],
      apply: async (events, scope) => {
        await UNIT_COUNTS.apply(events, scope);
        await scope.emit([decision('default/experiment/a', 1)]);
        if (fails) throw new TypeError('broken fold');
      },
    };
    await test.prepare(emitting);
    await test.applier(emitting).apply(batch(0, 5));
    fails = true;
    await expect(test.applier(emitting).apply(batch(5, 5))).rejects.toThrow('broken fold');
    const { rows } = await test.pool.query('SELECT position, envelope FROM outbox ORDER BY position');
    expect(rows).toEqual([{ position: 0, envelope: decision('default/experiment/a', 1) }]);
  });

  it('says that it is not for now while the tables are of another version', async () => {
    await test.prepare(UNIT_COUNTS);
    const newer = { ...UNIT_COUNTS, version: 2 };
    await expect(test.applier(newer).apply(batch(0, 5))).rejects.toMatchObject({
      code: 'PROJECTION_NOT_LIVE',
      transient: true,
    });
    await expect(test.applier(RAW_INTERACTIONS).apply(batch(0, 5))).rejects.toMatchObject({
      code: 'PROJECTION_NOT_LIVE',
    });
  });
});

/** What a projection without the runtime's care would do. */
function inLiveTables(
  test: TestRuntime,
  work: (client: PoolClient) => Promise<void>,
  projection = UNIT_COUNTS.name,
): Promise<void> {
  return inTransaction(test.pool, async (client) => {
    await client.query(`SELECT set_config('search_path', tables_in, true) FROM projection_generations
      WHERE projection = '${projection}'`);
    await work(client);
  });
}

async function waitForIdle(test: TestRuntime): Promise<{ readonly pid: number }> {
  for (;;) {
    const { rows } = await test.pool.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity
       WHERE datname = current_database() AND state = 'idle in transaction' AND query = 'SELECT 1'`,
    );
    if (rows[0] !== undefined) return rows[0];
  }
}
