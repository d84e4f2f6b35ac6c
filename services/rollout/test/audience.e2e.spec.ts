import { derivedId, newEvent, SegmentRuleDefined } from '@assay/contracts';
import { outcome } from './support/outcomes.js';
import { path, range, rolloutsOf } from './support/rollouts.js';
import { runningService } from './support/running-service.js';

const service = runningService();
const { hasSeen, eventTypes } = rolloutsOf(() => service);

/** What the assignment service says of a segment. */
async function defineSegment(key: string): Promise<void> {
  const subject = `default/segment/${key}`;
  const metadata = {
    ...{ id: derivedId(subject), source: 'assignment', subject, time: new Date().toISOString() },
    ...{ project: 'default', actor: 'user:ada', correlationid: 'test' },
  };
  const rule = { op: 'equals', attribute: 'country', value: 'NL' };
  const event = newEvent(SegmentRuleDefined, metadata, { key, name: key, hash: 'a'.repeat(64), rule });
  await service.bus.publish([{ ...event, streamversion: 1 }]);
}

const create = (body: object) => service.call('POST', '/api/v1/rollouts', { body });
const change = (key: string, body: object) =>
  service.call('PATCH', path(key, '/audience'), { body: { reason: 'asked for', ...body } });
const why = async (key: string, unit: string) =>
  (await service.call('GET', path(key, `/why?unit=${unit}`))).body;

describe('who has a feature, whatever the share', () => {
  it('changes while it is rolled out: units come onto lists and leave them', async () => {
    await create({ key: 'lists', allow: ['ada'] });
    await service.call('POST', path('lists', '/start'));
    const before = await service.call('GET', path('lists'));
    expect(
      await change('lists', { allow: { add: ['bob'], remove: ['ada'] }, deny: { add: ['eve'] } }),
    ).toMatchObject({
      status: 200,
      body: { allowed: 1, denied: 1, tier: 'tier_1_internal', activation: before.body['activation'] },
    });
    expect(await why('lists', 'bob')).toMatchObject({ enabled: true, reason: 'allowed' });
    expect(await why('lists', 'ada')).toMatchObject({ reason: 'percentage' });
    expect(await why('lists', 'eve')).toMatchObject({ enabled: false, reason: 'denied' });
    // What is so already is no change, however often it is asked for.
    expect((await change('lists', { allow: { add: ['bob'] } })).status).toBe(200);
    expect(await eventTypes('lists')).toEqual(['RolloutCreated', 'RolloutStarted', 'RolloutAudienceChanged']);
  });

  it.each([
    [{}, 400, { code: 'VALIDATION_FAILED', errors: [{ path: 'allow' }] }],
    [{ allow: { add: ['x'], remove: ['x'] } }, 400, { errors: [{ path: 'allow.remove', value: 'x' }] }],
    [{ segments: { only: ['no key!'] } }, 400, { errors: [{ path: 'segments.only' }] }],
    [{ segments: { every: ['one'] } }, 400, { errors: [{ path: 'segments.every' }] }],
    [{ allow: { add: ['x'] }, reason: '' }, 400, { errors: [{ path: 'reason' }] }],
  ])('is refused with the place that is wrong: %j', async (body, status, problem) => {
    expect(await change('lists', body)).toMatchObject({ status, body: problem });
  });

  it('is refused for a rollout that is not there', async () => {
    expect(await change('nobody', { deny: { add: ['x'] } })).toMatchObject({
      status: 404,
      body: { code: 'ROLLOUT_NOT_FOUND' },
    });
  });
});

describe('segments of a rollout', () => {
  it('have to be there, when it is created and when they change', async () => {
    const unknown = {
      status: 422,
      body: { code: 'SEGMENT_UNKNOWN', errors: [{ path: 'segments.only[0]', value: 'nobody' }] },
    };
    expect(await create({ key: 'bad', segments: { only: ['nobody'] } })).toMatchObject(unknown);
    expect((await service.call('GET', path('bad'))).status).toBe(404);
    expect(await change('lists', { segments: { only: ['nobody'] } })).toMatchObject(unknown);
  });

  it('that were defined a moment ago are waited for, and named with where they are asked', async () => {
    await defineSegment('dutch');
    const created = await create({ key: 'canals', segments: { allow: ['dutch'] } });
    expect(created).toMatchObject({ status: 201, body: { segments: { allow: ['dutch'] } } });
    expect(await why('canals', 'v 1')).toMatchObject({
      segments: { allow: ['dutch'], askedAt: '/api/v1/admin/flags/canals/explain?unit=v%201' },
    });
  });

  it('do not keep errors of their units from counting: who names the activation had the feature', async () => {
    await create({ key: 'safe', segments: { allow: ['dutch'] }, deny: range(10, 'banned') });
    await create({ key: 'plain', deny: range(10, 'banned') });
    const sent = async (key: string) => {
      const started = await service.call('POST', path(key, '/start'));
      const activation = String(started.body['activation']);
      const units = [...range(19, key), ...range(10, 'banned')];
      await service.bus.publish(units.map((unit) => outcome(unit, { flag: key, activation, success: true })));
      await hasSeen(key, 29);
      return (await service.call('GET', path(key))).body;
    };
    expect(await sent('safe')).toMatchObject({ stats: { totalUnits: 29, enabledUnits: 19 } });
    // Without segments the share tells who of them had it: far fewer at 1 %.
    const { stats } = (await sent('plain')) as { stats: { enabledUnits: number } };
    expect(stats.enabledUnits).toBeLessThan(10);
  });
});
