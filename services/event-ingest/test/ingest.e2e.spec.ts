import { issueToken } from '@assay/auth';
import type { EventEnvelope } from '@assay/contracts';
import {
  derivedId,
  newEvent,
  ReleaseCreated,
  RolloutCompleted,
  RolloutStarted,
  streamId,
} from '@assay/contracts';
import type { IngestApp } from './ingest-app.js';
import { TEST_SECRET } from '@assay/service-testing';
import { eventually } from '@assay/testing';
import { experimentEvents } from './experiment-events.js';
import { ingestApp, testKey } from './ingest-app.js';

const tracking = testKey(['track'], 1);
const evaluating = testKey(['evaluate'], 2);
const headers = { 'x-api-key': tracking.key, 'content-type': 'application/json' };

describe('event ingest over HTTP', () => {
  let ingest: IngestApp;
  beforeAll(async () => {
    ingest = await ingestApp([tracking.created, evaluating.created], (publish) => publish());
  });
  afterAll(() => ingest.stop());

  const post = (url: string, payload: string | object) =>
    ingest.app.inject({ method: 'POST', url, payload, headers });
  const events = '/api/v1/events';
  const storedOf = async (unit: string) => (await ingest.stored()).filter(({ subject }) => subject === unit);

  it('puts a batch into the log before it acknowledges', async () => {
    const answer = await post(events, {
      events: [
        {
          type: 'exposure',
          unit: 'a',
          experiment: 'checkout',
          variant: 'blue',
          id: 'e1',
          time: '2026-02-01T00:00:00Z',
        },
        { type: 'purchase', unit: 'a', value: '12.50' },
        { type: 'outcome', unit: 'a', success: true, latencyMs: 35 },
      ],
    });
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toEqual({ accepted: 3, warnings: [expect.objectContaining({ index: 0 })] });
    const stored = await storedOf('a');
    expect(stored.map(({ type }) => type)).toEqual(['UnitExposed', 'InteractionRecorded', 'OutcomeRecorded']);
    expect(stored[1]?.data).toMatchObject({ name: 'purchase', value: '12.5' });
    expect(stored.map(({ actor }) => actor.slice(0, 4))).toEqual(['key:', 'key:', 'key:']);
  });

  it('takes a thousand events, and tells their ids when asked', async () => {
    const batch = Array.from({ length: 1000 }, () => ({ type: 'click', unit: 'thousand' }));
    const answer = await post(`${events}?ids=true`, batch);
    expect(answer.statusCode).toBe(202);
    const { accepted, ids } = answer.json<{ accepted: number; ids: string[] }>();
    expect(accepted).toBe(1000);
    expect((await storedOf('thousand')).map(({ id }) => id)).toEqual(ids);
  });

  it('gives a repeated event the id it had before', async () => {
    const batch = [{ type: 'click', unit: 'again', id: 'c1', time: '2026-02-01T00:00:00Z' }];
    for (let attempt = 0; attempt < 3; attempt += 1) expect((await post(events, batch)).statusCode).toBe(202);
    expect(new Set((await storedOf('again')).map(({ id }) => id)).size).toBe(1);
  });

  it('refuses a batch whole and names each bad event', async () => {
    const answer = await post(events, [
      { type: 'click', unit: 'whole' },
      { type: 'click', unit: 'whole', value: 'x' },
      { type: 'click', unit: 'whole', id: 'no uuid' },
    ]);
    expect(answer.json()).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
      errors: [
        { index: 1, path: 'events[1].value', value: 'x', code: 'VALUE_INVALID' },
        { index: 2, path: 'events[2].id', value: 'no uuid', code: 'ID_NEEDS_TIME' },
      ],
    });
    expect(await storedOf('whole')).toEqual([]);
  });

  it('refuses outcomes of releases that are not there, and takes those of other flags', async () => {
    const outcome = { type: 'outcome', unit: 'release', success: true };
    const sided = { ...outcome, flag: 'spring', side: 'canary' };
    expect((await post(events, [sided])).json()).toMatchObject({
      status: 400,
      errors: [{ index: 0, path: 'events[0].flag', value: 'spring', code: 'RELEASE_UNKNOWN' }],
    });
    expect((await post(events, [{ ...outcome, flag: 'spring' }, outcome])).statusCode).toBe(202);
    await ingest.bus.publish([releaseCreated('spring')]);
    await eventually(async () => (await post(events, [sided])).statusCode === 202);
  });

  it('takes outcomes of activations that nobody knows and says which; late ones of known activations count', async () => {
    const [first, second] = [derivedId('first'), derivedId('second')];
    const under = (activation: string, flag = 'search') => ({
      ...{ type: 'outcome', unit: 'activated', success: true, flag, activation },
    });
    const batch = [under(first), { type: 'outcome', unit: 'activated', success: true }, under(second)];
    const strange = { code: 'ACTIVATION_UNKNOWN', message: expect.stringContaining('"search"') };
    expect((await post(events, batch)).json()).toEqual({
      accepted: 3,
      warnings: [
        { index: 0, path: 'events[0].activation', ...strange },
        { index: 2, path: 'events[2].activation', ...strange },
      ],
    });
    await ingest.bus.publish([...startedAndCompleted('search', first, second)]);
    await eventually(async () => expect((await post(events, batch)).json()).toEqual({ accepted: 3 }));
    expect((await post(events, [under(first, 'other')])).json()).toMatchObject({
      warnings: [{ index: 0, message: expect.stringContaining('"other"') }],
    });
  });

  it('takes exposures that are in no report and says which; not those of known experiments', async () => {
    const seen = (experiment: string, variant: string) => ({
      ...{ type: 'exposure', unit: 'exposed', experiment, variant },
    });
    const batch = [seen('signup', 'blue'), seen('signup', 'blu'), { type: 'click', unit: 'exposed' }];
    expect((await post(events, batch)).json()).toEqual({
      accepted: 3,
      warnings: [0, 1].map((index) => ({
        ...{ index, path: `events[${String(index)}].experiment`, code: 'EXPERIMENT_UNKNOWN' },
        message: expect.stringContaining('there is no experiment "signup"'),
      })),
    });
    await ingest.bus.publish([...experimentEvents('signup', ['blue', 'green'])]);
    const misspelt = {
      ...{ index: 1, path: 'events[1].variant', code: 'VARIANT_UNKNOWN' },
      message: '"blu" is no variant of "signup", which has blue, green: it is compared with none',
    };
    await eventually(async () =>
      expect((await post(events, batch)).json()).toEqual({ accepted: 3, warnings: [misspelt] }),
    );
    expect(await storedOf('exposed')).not.toEqual([]);
  });

  it('takes the good ones when asked to', async () => {
    const answer = await post(`${events}?partial=true`, [
      { type: 'click', unit: 'partly' },
      { type: 'click' },
    ]);
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({ accepted: 1, refused: [{ index: 1, path: 'events[1].unit' }] });
    expect(await storedOf('partly')).toHaveLength(1);
  });

  it.each([
    ['an empty body', '', 400, 'VALIDATION_FAILED'],
    ['an empty batch', '[]', 400, 'VALIDATION_FAILED'],
    [
      '1,001 events',
      JSON.stringify(Array.from({ length: 1001 }, () => ({ type: 'a', unit: 'u' }))),
      400,
      'VALIDATION_FAILED',
    ],
    ['broken JSON', '[{', 400, 'INVALID_JSON'],
    ['NaN', '[{"type":"a","unit":"u","value":NaN}]', 400, 'INVALID_JSON'],
    ['an infinite value', '[{"type":"a","unit":"u","value":1e999}]', 400, 'VALIDATION_FAILED'],
    ['text with a NUL', '[{"type":"a","unit":"u\\u0000"}]', 400, 'INVALID_TEXT'],
    [
      'deep attributes',
      `[{"type":"a","unit":"u","attributes":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}]`,
      400,
      'BODY_TOO_DEEP',
    ],
    [
      'more than 1 MB',
      JSON.stringify([{ type: 'a', unit: 'u', attributes: { x: 'y'.repeat(1_048_576) } }]),
      413,
      'BODY_TOO_LARGE',
    ],
  ])('refuses %s', async (_case, payload, status, code) => {
    const answer = await post(events, payload);
    expect(answer.json()).toMatchObject({ status, code });
  });

  it('refuses broken UTF-8 and unknown query parameters', async () => {
    const payload = Buffer.concat([
      Buffer.from('[{"type":"a","unit":"'),
      Buffer.from([0xff]),
      Buffer.from('"}]'),
    ]);
    const broken = await ingest.app.inject({ method: 'POST', url: events, payload, headers });
    expect(broken.json()).toMatchObject({ status: 400, code: 'INVALID_UTF8' });
    const query = await post(`${events}?parital=true`, [{ type: 'a', unit: 'u' }]);
    expect(query.json()).toMatchObject({ status: 400, errors: [{ path: 'parital' }] });
  });

  it.each([
    ['track-impression', 'impression'],
    ['track-click', 'click'],
    ['track-add-to-cart', 'add_to_cart'],
    ['track-purchase', 'purchase'],
  ])('%s records one %s in older field names', async (path, name) => {
    const answer = await post(`/api/v1/experiments/${path}`, {
      userId: path,
      experimentId: 12,
      variantId: 'blue',
      itemId: 'sku-1',
      position: 3,
      price: 9.95,
    });
    expect(answer.statusCode).toBe(202);
    const [event] = await storedOf(path);
    expect(answer.json()).toEqual({ accepted: 1, ids: [event?.id] });
    expect(event?.data).toMatchObject({
      name,
      value: '9.95',
      attributes: { experiment: 12, variant: 'blue', itemId: 'sku-1', position: 3 },
    });
  });

  it('names what is wrong with a tracked event', async () => {
    const unknown = await post('/api/v1/experiments/track-click', { userId: 'u', colour: 'red' });
    expect(unknown.json()).toMatchObject({ status: 400, errors: [{ path: 'colour' }] });
    const value = await post('/api/v1/experiments/track-purchase', { userId: 'u', value: '1,50' });
    expect(value.json()).toMatchObject({ status: 400, errors: [{ path: 'value', value: '1,50' }] });
  });

  it('asks for the scope track, or a person who may edit', async () => {
    const call = (authorization: Record<string, string>) =>
      ingest.app.inject({
        method: 'POST',
        url: events,
        payload: [{ type: 'a', unit: 'auth' }],
        headers: authorization,
      });
    expect((await call({})).json()).toMatchObject({ status: 401, code: 'TOKEN_MISSING' });
    expect((await call({ 'x-api-key': evaluating.key })).json()).toMatchObject({
      status: 403,
      code: 'SCOPE_REQUIRED',
    });
    const editor = await issueToken({ secret: TEST_SECRET, subject: 'ada', role: 'editor', project: 'shop' });
    expect((await call({ authorization: `Bearer ${editor}` })).statusCode).toBe(202);
    expect(await storedOf('auth')).toEqual([expect.objectContaining({ actor: 'user:ada', project: 'shop' })]);
  });
});

function releaseCreated(key: string): EventEnvelope {
  const metadata = {
    ...{ id: derivedId(key), source: 'rollout', subject: streamId('default', 'release', key) },
    ...{ time: '2026-01-05T10:00:00.000Z', project: 'default', actor: 'user:ada', correlationid: key },
  };
  const design = {
    ...{ key, name: key, version: '2', stableVersion: null, features: [], routingKey: 'user' as const },
    ...{ ramp: [100], holdHours: 0, autoAdvance: false, autoRollback: true, minOutcomes: 100 },
    ...{ slo: { canary: 0.95, production: 0.98 }, windowMs: 300_000, analysis: null },
  };
  return { ...newEvent(ReleaseCreated, metadata, design), streamversion: 1 };
}

function startedAndCompleted(key: string, first: string, second: string): readonly EventEnvelope[] {
  const metadata = (id: string) => ({
    ...{ id, source: 'rollout', subject: streamId('default', 'rollout', key) },
    ...{ time: '2026-01-05T10:00:00.000Z', project: 'default', actor: 'user:ada', correlationid: key },
  });
  const started = { activation: first, tier: 'tier_1_internal', percentage: 1 };
  return [
    { ...newEvent(RolloutStarted, metadata(first), started), streamversion: 2 },
    { ...newEvent(RolloutCompleted, metadata(second), { activation: second }), streamversion: 3 },
  ];
}
