import { eventually } from '@assay/testing';
import { createGate } from '../../test/support/gate.js';
import { FakeConsumer, fakeKafka } from '../../test/support/fake-kafka.js';
import { Seam } from '../archive/seam.js';
import { EndWatch } from '../delivery/end-watch.js';
import { ReadAhead } from '../delivery/read-ahead.js';
import { DEFAULT_TIMING, SILENT } from '../module/bus-options.js';
import type { RawMessage, SharedSubscription } from '../port.js';
import type { KafkaAdmin } from './kafka-admin.js';
import { KafkaSubscription } from './kafka-subscription.js';

const NONE = new FakeConsumer({}, Promise.resolve());

interface Setting {
  readonly earliest?: number;
  readonly end?: number;
  readonly options?: Partial<SharedSubscription>;
  readonly joining?: Promise<void>;
}

/** A shared subscription of topic `t` whose broker a test plays. */
function setUp({ earliest = 0, end = 100, options = {}, joining }: Setting = {}) {
  const clock = { now: 0 };
  const log = { earliest, end };
  const { kafka, consumers } = fakeKafka(joining);
  const letters: RawMessage[] = [];
  const fetchEnds = (topics: readonly string[]) =>
    Promise.resolve(
      new Map(topics.map((topic) => [topic, [0, 1].map((partition) => ({ partition, ...log }))])),
    );
  const watch = new EndWatch({
    fetchEnds,
    intervalMs: 5,
    spacingMs: 1,
    now: () => clock.now,
    onError: () => undefined,
  });
  const admin = {
    ends: fetchEnds,
    committed: () => Promise.resolve([]),
    deleteGroup: () => Promise.resolve(),
  };
  const subscription = new KafkaSubscription({
    kafka,
    admin: admin as unknown as KafkaAdmin,
    prefix: 'ns.',
    seam: new Seam(undefined, true),
    runtime: { watch, ahead: new ReadAhead(), now: () => clock.now, logger: SILENT, timing: DEFAULT_TIMING },
    reader: 'workers',
    group: 'ns.workers',
    shared: true,
    bury: (_, buried) => Promise.resolve(void letters.push(...buried)),
    options: { topics: ['t'], handle: () => Promise.resolve(), ...options },
  });
  const stop = async (): Promise<void> => {
    await subscription.stop();
    watch.close();
  };
  /** The n-th consumer, when it is there and runs. */
  const consumerAt = async (n: number): Promise<FakeConsumer> => {
    await eventually(() => consumers[n]?.options.eachBatch !== undefined);
    return consumers[n] ?? NONE;
  };
  return { subscription, consumers, consumerAt, clock, log, letters, stop };
}

describe('a subscription on Kafka', () => {
  it('never lets kafkajs commit, resolve or begin in the middle by itself', async () => {
    const { consumerAt, stop } = setUp();
    const consumer = await consumerAt(0);
    expect(consumer.options).toMatchObject({ autoCommit: false, eachBatchAutoResolve: false });
    expect(consumer.subscribed).toEqual({ topics: ['ns.t'], fromBeginning: true });
    expect(Number(consumer.config['maxBytes'])).toBeLessThanOrEqual(2_097_152);
    await stop();
  });

  it('resolves and commits after the handler, and only then', async () => {
    const gate = createGate();
    const { consumerAt, stop, letters } = setUp({ options: { handle: () => gate.opened } });
    const consumer = await consumerAt(0);
    consumer.join({ 'ns.t': [0] });
    let done = false;
    const delivered = consumer.deliver('ns.t', [0, 1, 2]).finally(() => (done = true));
    await eventually(() => letters.length === 3);
    expect(done).toBe(false);
    gate.open();
    expect(await delivered).toMatchObject({
      resolved: ['2'],
      committed: [{ topics: [{ topic: 'ns.t', partitions: [{ partition: 0, offset: '3' }] }] }],
    });
    await stop();
  });

  it('drops what kafkajs fetched from another offset, and sends it to the right one', async () => {
    const { consumerAt, stop, letters } = setUp({ options: { positionOf: () => Promise.resolve(7) } });
    const consumer = await consumerAt(0);
    consumer.join({ 'ns.t': [0] });
    const seen = await consumer.deliver('ns.t', [0, 1, 2]);
    expect([seen.resolved, letters]).toEqual([[], []]);
    expect(consumer.seeks).toEqual([
      { topic: 'ns.t', partition: 0, offset: '7' },
      { topic: 'ns.t', partition: 0, offset: '7' },
    ]);
    await stop();
  });

  it('halts when messages were deleted before they were read', async () => {
    const { consumerAt, subscription, log, stop } = setUp({
      options: { positionOf: () => Promise.resolve(7) },
    });
    const consumer = await consumerAt(0);
    consumer.join({ 'ns.t': [0] });
    await eventually(() => consumer.seeks.length === 1);
    // kafkajs found offset 7 out of range and began, without a word, at the earliest there is.
    log.earliest = 50;
    const seen = await consumer.deliver('ns.t', [50, 51]);
    expect(seen.resolved).toEqual([]);
    expect(subscription.health()).toMatchObject({ running: false });
    expect(subscription.health().lastError).toContain('t[0] does not continue at 7: the log holds 50 to 100');
    await stop();
  });

  it('leaves a partition alone for a while when its handler says "not now"', async () => {
    const away = Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    const { consumerAt, stop } = setUp({ options: { handle: () => Promise.reject(away) } });
    const consumer = await consumerAt(0);
    consumer.join({ 'ns.t': [0] });
    expect(await consumer.deliver('ns.t', [0, 1])).toMatchObject({ paused: 1, resolved: [], committed: [] });
    await stop();
  });

  it('joins the group again only when no handler of any partition is at work', async () => {
    const gate = createGate();
    const { consumerAt, stop } = setUp({
      options: {
        handle: (batch, context) => (batch.partition === 0 ? gate.opened : context.heartbeat()),
      },
    });
    const consumer = await consumerAt(0);
    consumer.join({ 'ns.t': [0, 1] });
    const seen: string[] = [];
    const working = consumer.deliver('ns.t', [0]).then(() => seen.push('handler finished'));
    const rebalance = new Error('The group is rebalancing, so a rejoin is needed');
    const beating = consumer
      .deliver('ns.t', [0], { partition: 1, heartbeat: () => Promise.reject(rebalance) })
      .catch((error: unknown) => seen.push(`kafkajs is told: ${String(error === rebalance)}`));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen).toEqual([]);
    gate.open();
    await Promise.all([working, beating]);
    expect(seen.sort()).toEqual(['handler finished', 'kafkajs is told: true']);
    await stop();
  });

  it('begins a new consumer after a crash that passes', async () => {
    const { consumerAt, subscription, stop } = setUp();
    const first = await consumerAt(0);
    first.crash(Object.assign(new Error('broker gone'), { retriable: true }));
    const second = await consumerAt(1);
    expect([first.disconnects, second.disconnects]).toEqual([1, 0]);
    expect(subscription.health()).toMatchObject({ running: true, lastError: 'broker gone' });
    await stop();
  });

  it('no longer runs after a crash that another consumer would not mend, and says why', async () => {
    const { consumerAt, subscription, consumers, stop } = setUp();
    (await consumerAt(0)).crash(new TypeError('undefined is not a function'));
    await eventually(() => !subscription.health().running);
    expect(subscription.health().lastError).toBe('undefined is not a function');
    await expect(subscription.caughtUp).rejects.toThrow('undefined is not a function');
    await stop();
    expect(consumers).toHaveLength(1);
  });

  it('connects anew when messages wait, nothing arrives and nobody is busy', async () => {
    const { consumerAt, subscription, clock, stop } = setUp();
    (await consumerAt(0)).join({ 'ns.t': [0] });
    await eventually(() => subscription.health().lag >= 100);
    clock.now += DEFAULT_TIMING.stallMs + 1;
    const second = await consumerAt(1);
    expect(subscription.health().lastError).toContain('has had messages waiting');
    expect(second.disconnects).toBe(0);
    await stop();
  });

  it('does not while a handler is at work', async () => {
    const gate = createGate();
    const { consumerAt, subscription, consumers, clock, stop } = setUp({
      options: { handle: () => gate.opened },
    });
    const consumer = await consumerAt(0);
    consumer.join({ 'ns.t': [0] });
    const delivered = consumer.deliver('ns.t', [0]);
    await eventually(() => subscription.health().lag >= 100);
    clock.now += DEFAULT_TIMING.stallMs + 1;
    await eventually(() => subscription.health().stalledMs > DEFAULT_TIMING.stallMs);
    expect(consumers).toHaveLength(1);
    gate.open();
    await delivered;
    await stop();
  });

  it('leaves the group only after it has joined, when it is stopped while joining', async () => {
    const gate = createGate();
    const { consumerAt, stop } = setUp({ joining: gate.opened });
    const consumer = await consumerAt(0);
    const stopped = stop();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(consumer.disconnects).toBe(0);
    gate.open();
    await stopped;
    expect(consumer.disconnects).toBe(1);
  });
});
