import { Random } from '@assay/testing';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import fetch from 'kafkajs/src/protocol/requests/fetch/index.js';
import produce from 'kafkajs/src/protocol/requests/produce/index.js';
import { ByteWriter } from './byte-writer.js';
import type { FetchProtocol, ProduceProtocol } from './exchanges.js';
import { decodeFetch } from './fetch-response.js';
import type { ProduceRequest } from './produce-request.js';
import { encodeProduce } from './produce-request.js';
import { MAGIC_AT } from './record-batch.format.js';
import { readRecordBatches } from './record-batch.reader.js';
import { writeRecordBatch } from './record-batch.writer.js';
import { useOwnCodec } from './use-own-codec.js';

/** Those of kafkajs, before anything is put in their place. */
const theirs = { produce: produce.protocol as ProduceProtocol, fetch: fetch.protocol as FetchProtocol };
const ours = () => ({
  produce: produce.protocol as ProduceProtocol,
  fetch: fetch.protocol as FetchProtocol,
});
const NOW = 1_700_000_000_123;
const PLAIN = { acks: -1, timeout: 30_000, compression: 0, producerId: -1, producerEpoch: 0 };
const random = new Random(7);
const TEXTS = ['', 'experiment', 'Zürich', '日本 👍🏽', 'x'.repeat(70), 'é'.repeat(200), '7'.repeat(900)];
const someText = (): string => `${random.pick(TEXTS)}${String(random.below(3))}`;

const someHeaders = (): IHeaders => {
  const headers: IHeaders = {};
  for (let left = random.below(16); left > 0; left -= 1)
    headers[`ce_${String(left)}`] = random.chance(0.1) ? Buffer.from(someText()) : someText();
  if (random.chance(0.1)) headers['twice'] = ['first', Buffer.from('second')];
  return headers;
};

const someMessage = (): Message => ({
  ...(random.chance(0.1) ? {} : { key: random.chance(0.1) ? null : someText() }),
  value: random.chance(0.05) ? null : Buffer.from(someText().repeat(random.below(4))),
  ...(random.chance(0.1) ? {} : { headers: someHeaders() }),
});

const request = (more: Partial<ProduceRequest> = {}): ProduceRequest => ({
  ...PLAIN,
  topicData: ['plain', 'tópico'].map((topic) => ({
    topic,
    partitions: [0, 5].map((partition) => ({
      partition,
      firstSequence: 0,
      messages: Array.from({ length: 1 + random.below(60) }, someMessage),
    })),
  })),
  ...more,
});

async function encodedBy(protocol: ProduceProtocol, asked: ProduceRequest, version: number): Promise<Buffer> {
  return Buffer.from((await protocol({ version })(asked).request.encode()).buffer);
}

/** The beginning of a response: of itself 10 bytes, of its topic 15, of its partition 42. */
const RECORDS_AT = 67;

/** A response with one topic, one partition and the batches of a request, cut off after so many bytes. */
async function fetched(asked: ProduceRequest, cut = Infinity, aborted = 0): Promise<Buffer> {
  const body = await encodedBy(theirs.produce, asked, 7);
  // After the transaction, acks, time, the number of topics, the topic, the number of partitions and the partition.
  const from = 2 + 2 + 4 + 4 + 2 + Buffer.byteLength(asked.topicData[0]?.topic ?? '') + 4 + 4;
  const batch = body.subarray(from + 4, from + 4 + body.readInt32BE(from));
  const records = Buffer.concat([batch, batch]).subarray(0, cut);
  const bytes = Buffer.alloc(RECORDS_AT + aborted * 16);
  let at = bytes.writeInt32BE(77, bytes.writeInt16BE(0, bytes.writeInt32BE(250, 0)));
  at = bytes.writeInt32BE(1, at);
  at = bytes.writeInt16BE(5, at);
  at += bytes.write('topic', at);
  at = bytes.writeInt32BE(1, at);
  at = bytes.writeInt32BE(3, at);
  at = bytes.writeInt16BE(0, at);
  for (const offset of [9_007_199_254_740_991n, -1n, 12n]) at = bytes.writeBigInt64BE(offset, at);
  at = bytes.writeInt32BE(aborted === 0 ? -1 : aborted, at) + aborted * 16;
  at = bytes.writeInt32BE(-1, at);
  bytes.writeInt32BE(records.length, at);
  return Buffer.concat([bytes, records]);
}

const single = (messages: readonly Message[], more: Partial<ProduceRequest> = {}): ProduceRequest =>
  request({ topicData: [{ topic: 'topic', partitions: [{ partition: 0, messages }] }], ...more });

interface Fetched {
  readonly responses: readonly { readonly partitions: readonly { readonly messages: KafkaMessage[] }[] }[];
}

/** As the bus takes headers: texts, and of a repeated one the last. */
function inTexts(response: unknown): unknown {
  const { responses, ...rest } = response as Fetched;
  const textOf = (value: IHeaders[string]): unknown => String(Array.isArray(value) ? value.at(-1) : value);
  const textsOf = ({ key, value, timestamp, attributes, offset, headers = {} }: KafkaMessage): unknown => ({
    ...{ key, value, timestamp, attributes, offset },
    headers: Object.fromEntries(Object.entries(headers).map(([name, one]) => [name, textOf(one)])),
  });
  return {
    ...rest,
    responses: responses.map(({ partitions, ...topic }) => ({
      ...topic,
      partitions: partitions.map(({ messages, ...one }) => ({ ...one, messages: messages.map(textsOf) })),
    })),
  };
}

const decodedBy = (protocol: FetchProtocol, bytes: Buffer, version = 11): Promise<unknown> =>
  protocol({ version })({ maxWaitTime: 1, topics: [] }).response.decode(bytes);

describe('records as bytes', () => {
  beforeAll(() => {
    jest.useFakeTimers({ now: NOW, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  });
  afterAll(() => {
    jest.useRealTimers();
  });

  it.each([3, 4, 5, 6, 7])(
    'are written in requests of version %i as kafkajs writes them',
    async (version) => {
      for (let round = 0; round < 5; round += 1) {
        const asked = request();
        expect(encodeProduce(asked, NOW)?.equals(await encodedBy(theirs.produce, asked, version))).toBe(true);
      }
    },
  );

  it.each([
    ['compressed', { compression: 1 }],
    ['transactional', { transactionalId: 'transaction' }],
    ['idempotent', { producerId: 7 }],
  ])('are left to kafkajs when they are %s', (_, more) => {
    expect(encodeProduce(request(more), NOW)).toBeUndefined();
  });

  it('are left to kafkajs when they have times of their own', () => {
    expect(encodeProduce(single([{ value: 'a', timestamp: '1' }]), NOW)).toBeUndefined();
  });

  it('are read as kafkajs reads them', async () => {
    for (let round = 0; round < 5; round += 1) {
      const bytes = await fetched(single(Array.from({ length: 1 + random.below(60) }, someMessage)));
      expect(decodeFetch(bytes)).toEqual(inTexts(await decodedBy(theirs.fetch, bytes)));
    }
  });

  it('are read up to a batch that is cut off, wherever', async () => {
    const asked = single([someMessage(), someMessage()]);
    const whole = (await fetched(asked)).length;
    for (const less of [1, 30, 62, 100, 5000]) {
      const bytes = await fetched(asked, Math.max(0, whole - less));
      expect(decodeFetch(bytes)).toEqual(inTexts(await decodedBy(theirs.fetch, bytes)));
    }
  });

  it('are left to kafkajs where a transaction was aborted, or a batch is compressed or of an older format', async () => {
    const asked = single([{ key: 'k', value: 'v' }]);
    expect(decodeFetch(await fetched(asked, Infinity, 1))).toBeUndefined();
    expect(decodeFetch(await fetched({ ...asked, compression: 1 }))).toBeUndefined();
    const older = await fetched(asked);
    older.writeInt8(1, RECORDS_AT + MAGIC_AT);
    expect(decodeFetch(older)).toBeUndefined();
  });

  it('have no header that has no value, which would be no text', () => {
    const writer = new ByteWriter();
    writeRecordBatch(writer, [{ value: 'v', headers: { none: undefined, some: '1' } }], NOW);
    expect(readRecordBatches(writer.written)).toMatchObject([{ headers: { some: '1' } }]);
    expect(readRecordBatches(writer.written)?.[0]?.headers).not.toHaveProperty('none');
  });
});

describe('kafkajs with this codec', () => {
  beforeAll(() => {
    jest.useFakeTimers({ now: NOW, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    useOwnCodec();
    useOwnCodec();
  });
  afterAll(() => {
    jest.useRealTimers();
    Object.assign(produce, { protocol: theirs.produce });
    Object.assign(fetch, { protocol: theirs.fetch });
  });

  it.each([2, 3, 7])('sends the bytes that it sent without, with requests of version %i', async (version) => {
    const asked = single([{ key: 'k', value: Buffer.from('v') }]);
    const before = await encodedBy(theirs.produce, asked, version);
    expect(await encodedBy(ours().produce, asked, version)).toEqual(before);
  });

  it('writes compressed messages itself', async () => {
    const asked = single([{ key: 'k', value: 'v'.repeat(1000) }], { compression: 1 });
    expect((await encodedBy(ours().produce, asked, 7)).length).toBeLessThan(300);
  });

  it('reads headers as texts, and what is compressed itself, as bytes', async () => {
    const asked = single([{ value: 'v', headers: { some: 'text' } }]);
    const headerIn = async (bytes: Buffer): Promise<unknown> => {
      const { responses } = (await decodedBy(ours().fetch, bytes)) as Fetched;
      return responses[0]?.partitions[0]?.messages[0]?.headers?.['some'];
    };
    expect(await headerIn(await fetched(asked))).toBe('text');
    expect(await headerIn(await fetched({ ...asked, compression: 1 }))).toEqual(Buffer.from('text'));
  });
});
