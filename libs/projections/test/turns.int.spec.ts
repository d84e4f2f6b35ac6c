import { TOPICS } from '@assay/contracts';
import { createServicePool } from '@assay/event-store';
import { eventually } from '@assay/testing';
import type { Pool } from 'pg';
import { BatchApplier } from '../src/batch/batch-applier.js';
import { shareOut, Turns } from '../src/batch/turns.js';
import type { ProjectionDefinition } from '../src/index.js';
import { Projections } from '../src/index.js';
import { batchOf, interaction, numbers } from './example-events.js';
import { UNIT_COUNTS } from './example-projections.js';
import { TestRuntime } from './test-runtime.js';

const TOPIC = TOPICS.interactions.name;
const CONNECTIONS = 5;
const PARTITIONS = 2;
const MODELS = 8;

describe('batches of many read models on one pool', () => {
  let test: TestRuntime;
  let pool: Pool;
  beforeEach(async () => {
    test = await TestRuntime.open();
    pool = createServicePool(
      { service: 'analytics', databaseUrl: test.databaseUrl },
      { max: CONNECTIONS, connectionTimeoutMillis: 2_000, idleTimeoutMillis: 0 },
    );
    const open = await Promise.all(numbers(CONNECTIONS).map(() => pool.connect()));
    for (const client of open) client.release();
  });
  afterEach(async () => {
    await pool.end();
    await test.close();
  });

  /** All of their batches at once, each of which ends when it is let. */
  async function held() {
    let letGo = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    let begun = 0;
    const definitions = numbers(MODELS).map((n): ProjectionDefinition => ({
      ...UNIT_COUNTS,
      name: `model-${String(n)}`,
      apply: async (events, scope) => {
        begun += 1;
        await gate;
        await UNIT_COUNTS.apply(events, scope);
      },
    }));
    for (const definition of definitions) await test.prepare(definition);
    const batches = definitions.flatMap((definition, n) => {
      const applier = new BatchApplier(pool, 'analytics', definition, 'live');
      return numbers(PARTITIONS).map((partition) =>
        applier.apply(batchOf([interaction(n + 21 * partition)], { topic: TOPIC, partition })),
      );
    });
    return { letGo, begun: () => begun, done: Promise.allSettled(batches) };
  }

  const failed = (results: readonly PromiseSettledResult<unknown>[]): number =>
    results.filter(({ status }) => status === 'rejected').length;

  it('leave connections to those who read, and wait for each other', async () => {
    const batches = await held();
    await eventually(() => {
      expect(batches.begun()).toBe(3);
    });
    const { rows } = await pool.query<{ one: number }>('SELECT 1 AS one');
    expect(rows).toEqual([{ one: 1 }]);
    batches.letGo();
    expect(failed(await batches.done)).toBe(0);
    expect(batches.begun()).toBe(MODELS * PARTITIONS);
  });

  it('control: without turns they take them all, and fail themselves', async () => {
    shareOut(pool, 10 * MODELS * PARTITIONS);
    const batches = await held();
    await eventually(() => {
      expect(batches.begun()).toBe(CONNECTIONS);
    });
    await expect(pool.query('SELECT 1')).rejects.toThrow('timeout');
    batches.letGo();
    expect(failed(await batches.done)).toBe(MODELS * PARTITIONS - CONNECTIONS);
  });

  /** Starts many read models whose tables take their time, and tells what failed on the way. */
  async function started(): Promise<readonly unknown[]> {
    const definitions = numbers(5 * CONNECTIONS).map((n): ProjectionDefinition => ({
      ...UNIT_COUNTS,
      name: `slow-${String(n)}`,
      tables: [...UNIT_COUNTS.tables, 'SELECT pg_sleep(0.7)'],
    }));
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    const projections = new Projections({ ...test.parts, pool, onError }, definitions);
    projections.start();
    await eventually(async () => {
      const made = await test.pool.query('SELECT FROM projection_generations');
      expect(made.rowCount).toBe(definitions.length);
    });
    await projections.stop();
    return errors;
  }

  it('begin one after the other, without giving up', async () => {
    expect(await started()).toEqual([]);
  });

  it('control: without turns some give up, and begin again later', async () => {
    shareOut(pool, 100 * CONNECTIONS);
    expect((await started()).length).toBeGreaterThan(0);
  });

  it('go on in the order in which they came, also after one that failed', async () => {
    const turns = new Turns(1);
    const order: number[] = [];
    const work = (n: number) => () => {
      order.push(n);
      return n === 1 ? Promise.reject(new TypeError('it failed')) : Promise.resolve(n);
    };
    const results = await Promise.allSettled([0, 1, 2, 3].map((n) => turns.take(work(n))));
    expect(order).toEqual([0, 1, 2, 3]);
    expect(failed(results)).toBe(1);
  });
});
