import type { Kafka, ProducerBatch } from 'kafkajs';
import { KafkaPublisher } from './kafka-publisher.js';

const message = (key: string, bytes = 1) => ({ key, headers: {}, value: Buffer.alloc(bytes) });

/** A producer that keeps what it is given and notes how many sends are under way. */
function setUp(fail: (send: number) => Error | undefined = () => undefined) {
  const sends: ProducerBatch[] = [];
  let underWay = 0;
  const most = { underWay: 0 };
  const producer = {
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
    sendBatch: async (batch: ProducerBatch) => {
      underWay += 1;
      most.underWay = Math.max(most.underWay, underWay);
      sends.push(batch);
      const failure = fail(sends.length);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      if (failure !== undefined) throw failure;
    },
  };
  const publisher = new KafkaPublisher({ producer: () => producer } as unknown as Kafka, 'ns.');
  const keys = (): readonly unknown[] =>
    sends.map(({ topicMessages }) =>
      topicMessages?.flatMap(({ messages }) => messages.map(({ key }) => key)),
    );
  return { publisher, sends, most, keys };
}

describe('publishing to Kafka', () => {
  it('has one send under way at a time and keeps the order', async () => {
    const { publisher, most, keys } = setUp();
    const published: Promise<void>[] = [];
    for (let n = 0; n < 50; n += 1) {
      published.push(publisher.publish('t', [message(String(n))]));
      if (n % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(published);
    expect(most.underWay).toBe(1);
    expect(keys().flat()).toEqual(Array.from({ length: 50 }, (_, n) => String(n)));
  });

  it('puts together what is published while a send is under way', async () => {
    const { publisher, sends } = setUp();
    const first = publisher.publish('t', [message('first')]);
    await Promise.resolve();
    await Promise.all([first, ...['a', 'b', 'c'].map((key) => publisher.publish('u', [message(key)]))]);
    expect(sends.length).toBeLessThanOrEqual(2);
  });

  it('asks all replicas and puts the namespace before the topic', async () => {
    const { publisher, sends } = setUp();
    await publisher.publish('t', [message('a')]);
    expect(sends).toMatchObject([{ acks: -1, topicMessages: [{ topic: 'ns.t' }] }]);
  });

  it('never sends more at once than a partition takes', async () => {
    const { publisher, keys } = setUp();
    await publisher.publish(
      't',
      ['a', 'b', 'c', 'd', 'e'].map((key) => message(key, 400_000)),
    );
    expect(keys()).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('tells those whose messages were in the failed send, and goes on with the next', async () => {
    const { publisher } = setUp((send) => (send === 1 ? new Error('no leader') : undefined));
    const failed = publisher.publish('t', [message('a')]);
    await expect(failed).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE', transient: true });
    await expect(publisher.publish('t', [message('b')])).resolves.toBeUndefined();
  });

  it('names a topic that does not exist', async () => {
    const missing = Object.assign(new Error('?'), { type: 'UNKNOWN_TOPIC_OR_PARTITION' });
    const { publisher } = setUp(() => missing);
    await expect(publisher.publish('t', [message('a')])).rejects.toThrow('topic t does not exist in the log');
  });
});
