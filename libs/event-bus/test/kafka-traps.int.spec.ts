import { randomUUID } from 'node:crypto';
import { createServer, connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describeWith, eventually, freePort, kafkaBrokers } from '@assay/testing';
import type { EventBus } from '@assay/event-bus';
import { createBus, encodeEvent } from '@assay/event-bus';
import type { Consumer } from 'kafkajs';
import { Kafka, logLevel } from 'kafkajs';
import { Collector } from './support/collector.js';
import { createSampleTopics } from './support/kafka-topics.js';
import { click, clicks, INTERACTIONS } from './support/sample-events.js';

const brokers = (): string[] => (kafkaBrokers() ?? '').split(',');
const TOPIC_SETTINGS = { partitions: 2, retentionMs: -1, replicationFactor: 1 };

describeWith('kafka', 'the traps of kafkajs', () => {
  let namespace: string;
  let kafka: Kafka;
  let bus: EventBus;
  const opened: EventBus[] = [];
  const plain: Consumer[] = [];

  const open = (addresses = brokers()): EventBus => {
    const created = createBus({
      bus: { kind: 'kafka', brokers: addresses, namespace },
      topics: TOPIC_SETTINGS,
      timing: { pollMs: 100, sessionMs: 6_000 },
    });
    opened.push(created);
    return created;
  };

  beforeEach(async () => {
    namespace = `traps-${randomUUID()}`;
    kafka = new Kafka({ brokers: brokers(), logLevel: logLevel.NOTHING });
    bus = open();
    await createSampleTopics({ kind: 'kafka', brokers: brokers(), namespace }, TOPIC_SETTINGS);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
    await Promise.all(plain.splice(0).map((each) => each.disconnect()));
  });

  it('a TypeError ends a plain consumer in the middle; ours sets the event aside and finishes', async () => {
    const poison = { ...encodeEvent(click('unit-1', 0)), value: Buffer.from('{') };
    await bus.publish(clicks(50, 1));
    await bus.publishRaw(INTERACTIONS, [{ ...poison, key: 'default/unit-0' }]);
    await bus.publish(clicks(50, 1));

    const consumer = kafka.consumer({ groupId: `${namespace}.plain` });
    plain.push(consumer);
    let processed = 0;
    const crashed = new Promise<boolean>((resolve) =>
      consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.restart)),
    );
    await consumer.connect();
    await consumer.subscribe({ topic: `${namespace}.${INTERACTIONS}`, fromBeginning: true });
    await consumer.run({
      eachMessage: ({ message }) => {
        if (String(message.value) === '{') throw new TypeError('cannot read properties of undefined');
        processed += 1;
        return Promise.resolve();
      },
    });
    expect(await crashed).toBe(false);
    expect(processed).toBe(50);

    const collector = new Collector();
    const ours = await bus.subscribe({ group: 'ours', topics: [INTERACTIONS], handle: collector.handle });
    await ours.caughtUp;
    expect(collector.ids).toHaveLength(100);
    expect(ours.health()).toMatchObject({ running: true, lag: 0 });
  });

  it('halts at a checkpoint whose messages were deleted; a plain consumer skips them in silence', async () => {
    await bus.publish(clicks(100, 1));
    const ends = await bus.ends(INTERACTIONS);
    const { partition } = ends.find(({ end }) => end === 100) ?? { partition: -1 };
    const topic = `${namespace}.${INTERACTIONS}`;
    const admin = kafka.admin();
    await admin.connect();
    await admin.setOffsets({
      groupId: `${namespace}.plain`,
      topic,
      partitions: [{ partition, offset: '10' }],
    });
    await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: '60' }] });
    await admin.disconnect();

    const consumer = kafka.consumer({ groupId: `${namespace}.plain`, maxWaitTimeInMs: 100 });
    plain.push(consumer);
    const offsets: string[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({ eachMessage: ({ message }) => Promise.resolve(void offsets.push(message.offset)) });
    await eventually(() => offsets.length === 40);
    expect(offsets[0]).toBe('60');

    const collector = new Collector();
    const ours = await bus.subscribe({
      group: 'ours',
      topics: [INTERACTIONS],
      handle: collector.handle,
      positionOf: (_, owned) => Promise.resolve(owned === partition ? 10 : 0),
    });
    await expect(ours.caughtUp).rejects.toMatchObject({ code: 'POSITION_GAP' });
    expect(ours.health().lastError).toContain('does not continue at 10: the log holds 60 to 100');
    expect(collector.ids).toEqual([]);
  });

  it('keeps its partitions while a handler takes longer than the session', async () => {
    await bus.publish(clicks(20, 1));
    const collector = new Collector();
    let losses = 0;
    const slow = await bus.subscribe({
      group: 'slow',
      topics: [INTERACTIONS],
      onLost: () => (losses += 1),
      handle: async (batch, context) => {
        await new Promise((resolve) => setTimeout(resolve, 9_000));
        await collector.handle(batch, context);
      },
    });
    await slow.caughtUp;
    expect([collector.ids.length, losses]).toEqual([20, 0]);
  });

  it('goes on by itself when the broker can be reached only later', async () => {
    await bus.publish(clicks(10));
    const port = await freePort();
    const late = open([`127.0.0.1:${String(port)}`]);
    const collector = new Collector();
    const reader = await late.read({ name: 'late', topics: [INTERACTIONS], handle: collector.handle });
    await eventually(() => reader.health().lastError !== undefined);
    await expect(late.publish([click('unit-1', 99)])).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    expect(late.isHealthy()).toBe(false);

    const forwarder = await forwardTo(brokers()[0] ?? '', port);
    await reader.caughtUp;
    expect(collector.ids).toHaveLength(10);
    await late.publish([click('unit-1', 11)]);
    await eventually(() => collector.ids.length === 11);
    expect(late.isHealthy()).toBe(true);
    forwarder.close();
  });

  it('creates topics once, with one partition count and the broker’s own time, whoever comes first', async () => {
    namespace = `traps-${randomUUID()}`;
    await Promise.all([open(), open(), open()].map((each) => each.createTopics()));
    const admin = kafka.admin();
    await admin.connect();
    const name = `${namespace}.${INTERACTIONS}`;
    const { topics } = await admin.fetchTopicMetadata({ topics: [name, `${name}.dead-letters`] });
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: 2, name, configNames: ['message.timestamp.type', 'retention.ms'] }],
    });
    await admin.disconnect();
    expect(topics.map(({ partitions }) => partitions.length)).toEqual([2, 2]);
    const config = resources.flatMap(({ configEntries }) => configEntries);
    expect(config.map(({ configName, configValue }) => `${configName}=${configValue}`).sort()).toEqual([
      'message.timestamp.type=LogAppendTime',
      'retention.ms=-1',
    ]);
  });

  it('leaves no group of a broadcast reader behind', async () => {
    const reader = await bus.read({ name: 'gone', topics: [INTERACTIONS], handle: new Collector().handle });
    await reader.caughtUp;
    await reader.stop();
    const admin = kafka.admin();
    await admin.connect();
    const { groups } = await admin.listGroups();
    await admin.disconnect();
    expect(groups.filter(({ groupId }) => groupId.startsWith(`${namespace}.reader.gone`))).toEqual([]);
  });
});

/** A port that leads to a broker. */
async function forwardTo(broker: string, port: number): Promise<{ close: () => void }> {
  const [host = '', target = '0'] = broker.split(':');
  const server = createServer((socket) => {
    const upstream = connect(Number(target), host);
    socket.pipe(upstream).pipe(socket);
    for (const end of [socket, upstream]) end.on('error', () => end.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  expect((server.address() as AddressInfo).port).toBe(port);
  return { close: () => server.close() };
}
