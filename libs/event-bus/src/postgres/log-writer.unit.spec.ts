import type { Pool } from 'pg';
import { eventually } from '@assay/testing';
import { createGate } from '../../test/support/gate.js';
import { partitionOfKey } from '../message/partition-of-key.js';
import { LogWriter } from './log-writer.js';

const TOPIC = { id: 7, name: 't', partitions: 3 };
const message = (key: string, bytes = 1) => ({ key, headers: {}, value: Buffer.alloc(bytes) });
/** A key of the partition. */
const keyOf = (partition: number, n = 0): string => {
  for (let at = n * 1_000; ; at += 1)
    if (partitionOfKey(`k${String(at)}`, 3) === partition) return `k${String(at)}`;
};

interface Statement {
  readonly partitions: readonly number[];
  readonly counts: readonly number[];
  /** The partition of every message, in order. */
  readonly ofMessages: readonly number[];
}

/** A database that keeps the statements it gets, and answers when and how a test says. */
function setUp(answer: (statement: Statement, n: number) => Promise<void> = () => Promise.resolve()) {
  const statements: Statement[] = [];
  const query = async ({ values }: { readonly values: readonly unknown[] }): Promise<void> => {
    const statement = { partitions: values[1], counts: values[2], ofMessages: values[5] } as Statement;
    statements.push(statement);
    await answer(statement, statements.length);
  };
  let told = 0;
  const writer = new LogWriter({ query } as unknown as Pool, () => (told += 1));
  return { writer, statements, told: () => told };
}

const busy = (): Error => Object.assign(new Error('canceling statement'), { code: '55P03' });

describe('writing to the log', () => {
  it('puts all partitions of a publish into one statement', async () => {
    const { writer, statements, told } = setUp();
    await writer.append(TOPIC, [message(keyOf(0)), message(keyOf(2)), message(keyOf(0))]);
    expect(statements).toEqual([{ partitions: [0, 2], counts: [2, 1], ofMessages: [0, 0, 2] }]);
    expect(told()).toBe(1);
  });

  it('puts together what is published while an append is under way', async () => {
    const gate = createGate();
    const { writer, statements } = setUp((_, n) => (n === 1 ? gate.opened : Promise.resolve()));
    const appends = Array.from({ length: 20 }, () => writer.append(TOPIC, [message(keyOf(1))]));
    await eventually(() => statements.length === 1);
    gate.open();
    await Promise.all(appends);
    expect(statements.map(({ counts }) => counts)).toEqual([[1], [19]]);
  });

  it('has one append of a partition under way at a time, and others beside it', async () => {
    const gate = createGate();
    const { writer, statements } = setUp(({ partitions }) =>
      partitions.includes(0) ? gate.opened : Promise.resolve(),
    );
    const stuck = writer.append(TOPIC, [message(keyOf(0))]);
    const behind = writer.append(TOPIC, [message(keyOf(0))]);
    await writer.append(TOPIC, [message(keyOf(1))]);
    await writer.append(TOPIC, [message(keyOf(2))]);
    expect(statements.map(({ partitions }) => partitions)).toEqual([[0], [1], [2]]);
    gate.open();
    await Promise.all([stuck, behind]);
    expect(statements).toHaveLength(4);
  });

  it('tries partitions by themselves when one of them is held, and only that one fails', async () => {
    const { writer, statements } = setUp(({ partitions }) =>
      partitions.includes(1) ? Promise.reject(busy()) : Promise.resolve(),
    );
    const first = writer.append(TOPIC, [message(keyOf(0))]);
    const appends = [0, 1, 2].map((partition) => writer.append(TOPIC, [message(keyOf(partition))]));
    const outcomes = await Promise.allSettled([first, ...appends]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[2]).toMatchObject({ reason: { code: 'LOG_BUSY', transient: true } });
    expect(statements.filter(({ partitions }) => partitions.length === 1).length).toBeGreaterThan(0);
  });

  it('says that the log is away, and goes on with the next', async () => {
    const { writer } = setUp((_, n) =>
      n === 1 ? Promise.reject(new Error('terminated')) : Promise.resolve(),
    );
    await expect(writer.append(TOPIC, [message(keyOf(0))])).rejects.toMatchObject({
      code: 'LOG_UNAVAILABLE',
      message: 'could not append to t[0]: terminated',
    });
    await expect(writer.append(TOPIC, [message(keyOf(0))])).resolves.toBeUndefined();
  });

  it('tells a failure only after all parts of the publish are settled', async () => {
    const gate = createGate();
    const { writer, statements } = setUp(({ partitions }) => {
      if (partitions.length > 1) return Promise.reject(busy());
      return partitions[0] === 0 ? Promise.reject(busy()) : gate.opened;
    });
    let settled = false;
    const append = writer.append(TOPIC, [message(keyOf(0)), message(keyOf(1))]).catch(() => (settled = true));
    await eventually(() => statements.length === 3);
    expect(settled).toBe(false);
    gate.open();
    await append;
  });

  it('cuts what waits into statements of bounded size, nothing left out', async () => {
    const gate = createGate();
    const { writer, statements } = setUp((_, n) => (n === 1 ? gate.opened : Promise.resolve()));
    const appends = Array.from({ length: 12 }, (_, n) =>
      writer.append(TOPIC, [message(keyOf(1, n), 900_000)]),
    );
    gate.open();
    await Promise.all(appends);
    const sizes = statements.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(12);
  });
});
