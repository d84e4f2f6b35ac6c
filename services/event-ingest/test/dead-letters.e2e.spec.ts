import type { EventEnvelope } from '@assay/contracts';
import { InteractionRecorded, newEvent, TOPICS } from '@assay/contracts';
import { encodeEvent } from '@assay/event-bus';
import type { Call } from '@assay/service-testing';
import { call } from '@assay/service-testing';
import type { IngestApp } from './ingest-app.js';
import { ingestApp, testKey } from './ingest-app.js';

const TOPIC = TOPICS.interactions.name;
const AT = '/api/v1/admin/services/event-ingest';

const click = (n: number, project = 'default'): EventEnvelope =>
  newEvent(
    InteractionRecorded,
    {
      ...{ id: `00000000-0000-7000-8000-00000000000${String(n)}`, source: 'event-ingest', subject: 'u1' },
      ...{ time: '2026-01-31T12:00:00.000Z', project, actor: 'key:test', correlationid: 'c' },
    },
    { unit: 'u1', name: 'click', receivedAt: '2026-01-31T12:00:00.000Z' },
  );

interface Letter {
  readonly id: string;
  readonly state: { readonly status: string };
  readonly [name: string]: unknown;
}

describe('dead letters', () => {
  let ingest: IngestApp;
  const send = (method: Call['method'], path: string, body?: unknown, role: Call['role'] = 'admin') =>
    call<Letter>(ingest.app, { method, url: `${AT}${path}`, role, body });
  const lines = async (path: string): Promise<Letter[]> => {
    const { body } = await call<unknown>(ingest.app, { method: 'GET', url: `${AT}${path}`, role: 'admin' });
    const texts = typeof body === 'string' ? body.split('\n') : [JSON.stringify(body)];
    return texts.filter((line) => line !== '').map((line) => JSON.parse(line) as Letter);
  };

  beforeAll(async () => {
    ingest = await ingestApp([testKey(['track'], 1).created], (passOn) => passOn());
    // A reader that handles every second click, and cannot handle the others.
    await ingest.bus.publish([click(1), click(2), click(3), click(4, 'elsewhere')]);
    const reader = await ingest.bus.subscribe({
      group: 'picky',
      topics: [TOPIC],
      retry: { attempts: 1, initialDelayMs: 1, maxDelayMs: 1 },
      handle: ({ events }) => {
        if (events.some(({ event }) => !event.id.endsWith('2'))) throw new TypeError('only the second');
        return Promise.resolve();
      },
    });
    await reader.caughtUp;
    await reader.stop();
  });
  afterAll(() => ingest.stop());

  it('are listed with their reason, those of the project alone', async () => {
    const letters = await lines('/dead-letters');
    expect(letters.map(({ eventId }) => String(eventId).slice(-1)).sort()).toEqual(['1', '3']);
    expect(letters[0]).toMatchObject({
      ...{ topic: TOPIC, type: 'InteractionRecorded', subject: 'u1', reason: 'handler-failed' },
      ...{ detail: 'TypeError: only the second', reader: 'picky', state: { status: 'open' } },
    });
    expect(await lines(`/dead-letters?topic=${TOPICS.experiments.name}`)).toEqual([]);
  });

  it('are shown with all that is in them', async () => {
    const [letter] = await lines('/dead-letters');
    const { body } = await send('GET', `/dead-letters/${letter?.id ?? ''}`);
    expect(body).toMatchObject({ id: letter?.id, value: { unit: 'u1', name: 'click' }, cutFrom: null });
  });

  it('are retried: the message lies in its topic again, as it was, and who and why is kept', async () => {
    const [letter] = await lines('/dead-letters');
    const before = await ingest.stored();
    const retried = await send('POST', `/dead-letters/${letter?.id ?? ''}/retry`, {
      reason: 'reader mended',
    });
    expect(retried).toMatchObject({
      status: 200,
      body: { state: { status: 'retried', by: 'user:ada', reason: 'reader mended' } },
    });
    const after = await ingest.stored();
    expect(after).toHaveLength(before.length + 1);
    const again = after.filter(({ id }) => id === letter?.['eventId']);
    expect(again).toHaveLength(2);
    expect(again[1]).toEqual(again[0]);
    expect(encodeEvent(again[1] ?? click(9)).headers).not.toHaveProperty('dl_reason');
  });

  it('are discarded for good', async () => {
    const [, letter] = await lines('/dead-letters');
    const path = `/dead-letters/${letter?.id ?? ''}`;
    await send('POST', `${path}/discard`, { reason: 'a test message' });
    const stored = (await ingest.stored()).length;
    expect(await send('POST', `${path}/retry`, { reason: 'after all' })).toMatchObject({
      status: 409,
      body: { code: 'DEAD_LETTER_DISCARDED' },
    });
    expect(await ingest.stored()).toHaveLength(stored);
    expect((await lines('/dead-letters')).map(({ state }) => state.status).sort()).toEqual([
      'discarded',
      'retried',
    ]);
  });

  it.each([
    ['nothing lies', `/dead-letters/${TOPIC}/0/99`, 404, 'DEAD_LETTER_NOT_FOUND'],
    ['there is no such topic', '/dead-letters/assay.nothing.v1/0/0', 404, 'DEAD_LETTER_NOT_FOUND'],
    ['there is no such partition', `/dead-letters/${TOPIC}/99/0`, 404, 'DEAD_LETTER_NOT_FOUND'],
    ['the offset is none', `/dead-letters/${TOPIC}/0/first`, 400, 'VALIDATION_FAILED'],
    ['a topic has no records', '/topics/assay.nothing.v1/records?partition=0', 404, 'TOPIC_NOT_FOUND'],
    ['neither partition nor subject is named', `/topics/${TOPIC}/records`, 400, 'VALIDATION_FAILED'],
  ])('are not there where %s', async (_why, path, status, code) => {
    expect(await send('GET', path)).toMatchObject({ status, body: { code } });
  });

  it('are for administrators, and decided with a reason', async () => {
    expect((await send('GET', '/dead-letters', undefined, 'approver')).status).toBe(403);
    expect((await send('GET', `/topics/${TOPIC}/records?partition=0`, undefined, 'approver')).status).toBe(
      403,
    );
    const [letter] = await lines('/dead-letters');
    expect(await send('POST', `/dead-letters/${letter?.id ?? ''}/retry`, {})).toMatchObject({
      status: 400,
      body: { errors: [expect.objectContaining({ path: 'reason' })] },
    });
  });

  it('are counted with their topics, whose messages are given one a line', async () => {
    const { body } = await call<{ items: Letter[] }>(ingest.app, {
      ...{ method: 'GET', url: `${AT}/topics`, role: 'viewer' },
    });
    const topic = body.items.find(({ name }) => name === TOPIC);
    expect(topic).toMatchObject({ writer: 'event-ingest', messages: 5, deadLetters: 3 });
    const partitions = topic?.['partitions'] as { readonly partition: number }[];
    const all = await Promise.all(
      partitions.map(({ partition }) => lines(`/topics/${TOPIC}/records?partition=${String(partition)}`)),
    );
    const records = all.flat().filter(({ line }) => line === 'record');
    expect(records).toHaveLength(4);
    expect(records[0]).toMatchObject({ topic: TOPIC, data: { unit: 'u1', name: 'click' } });
    const ofUnit = await lines(`/topics/${TOPIC}/records?subject=u1`);
    expect(ofUnit.filter(({ line }) => line === 'record')).toHaveLength(4);
    const type = await Promise.all(
      partitions.map(({ partition }) =>
        lines(`/topics/${TOPIC}/records?partition=${String(partition)}&type=UnitExposed`),
      ),
    );
    expect(type.flat().filter(({ line }) => line === 'record')).toEqual([]);
  });

  it('are read by nobody unseen: whose data were looked at is an event, with who looked', async () => {
    const looks = async () => {
      const { body } = await call<{ items: Letter[] }>(ingest.app, {
        ...{ method: 'GET', url: `${AT}/events?type=UnitDataRead`, role: 'analyst' },
      });
      return body.items;
    };
    const before = (await looks()).length;
    await lines(`/topics/${TOPIC}/records?subject=u1&type=UnitExposed`);
    // Decisions hold nothing of units.
    await lines(`/topics/${TOPICS.experiments.name}/records?partition=0`);
    const [latest, ...others] = await looks();
    expect(others).toHaveLength(before);
    // A letter shows what its unit did.
    const [letter] = await lines('/dead-letters');
    await send('GET', `/dead-letters/${letter?.id ?? ''}`);
    const message = letter?.['message'] as { partition: number; offset: number };
    expect((await looks())[0]).toMatchObject({
      data: { topic: TOPIC, subject: 'u1', partition: message.partition, from: message.offset },
    });
    expect(latest).toMatchObject({
      actor: 'user:ada',
      data: { topic: TOPIC, subject: 'u1', type: 'UnitExposed' },
    });
  });
});
