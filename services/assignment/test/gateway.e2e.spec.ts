import { eventually } from '@assay/testing';
import {
  derivedId,
  newEvent,
  RolloutAdvanced,
  RolloutCreated,
  RolloutRolledBack,
  RolloutStarted,
  streamId,
} from '@assay/contracts';
import type { DataOf, EventDefinition, EventEnvelope } from '@assay/contracts';
import { rolloutDigestText } from '@assay/bucketing';
import { createHash } from 'node:crypto';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const EXPERIMENTS = '/api/v1/admin/experiments';
const VARIANTS = [
  { key: 'control', name: 'As it is', isControl: true, weight: 50, config: { color: 'blue' } },
  { key: 'treatment', name: 'Green', weight: 50, config: { color: 'green' } },
];

interface Assigned {
  readonly variant: string;
  readonly reason: string;
  readonly exposure?: Readonly<Record<string, unknown>>;
}

interface Flag {
  readonly value: unknown;
  readonly variant: string;
  readonly reason: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

describe('the gateway', () => {
  let service: AssignmentApp;
  beforeAll(async () => {
    service = await assignmentApp();
  });
  afterAll(() => service.stop());

  const assign = <Body = Assigned>(payload: object) =>
    service.call<Body>('POST', '/api/v1/experiments/assign', payload, { role: 'viewer' });
  const flag = (key: string, targetingKey: string) =>
    service.call<Flag>('POST', `/ofrep/v1/evaluate/flags/${key}`, { context: { targetingKey } });
  const command = (path: string, payload: object = {}) =>
    service.call<{ version: number }>('POST', `${EXPERIMENTS}${path}`, payload);
  const units = Array.from({ length: 40 }, (_, index) => `visitor-${String(index)}`);

  async function started(key: string, further: object = {}): Promise<void> {
    await command('', { key, variants: VARIANTS, ...further });
    await command(`/${key}/start`);
    await eventually(async () => {
      const { body } = await assign({ experiment: key, unit: 'probe' });
      return body.reason !== undefined && body.reason !== 'not_started';
    });
  }

  it('gives a unit its variant, with the exposure to send back', async () => {
    await started('checkout');
    const { status, body } = await assign({ experiment: 'checkout', unit: 'visitor-1' });
    expect(status).toBe(200);
    const variant = VARIANTS.find(({ key }) => key === body.variant);
    expect(body).toEqual({
      experiment: 'checkout',
      unit: 'visitor-1',
      variant: variant?.key,
      variantName: variant?.name,
      config: variant?.config,
      reason: 'split',
      inExperiment: true,
      run: 1,
      phase: 1,
      exposure: {
        type: 'exposure',
        id: 'checkout.1',
        time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
        unit: 'visitor-1',
        experiment: 'checkout',
        variant: variant?.key,
        run: 1,
        phase: 1,
        reason: 'split',
        propensity: 0.5,
        revision: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      },
    });
  });

  it('dates an exposure before whatever the unit does next', async () => {
    const asked = Date.now();
    const { body } = await assign({ experiment: 'checkout', unit: 'visitor-1' });
    const time = Date.parse(String(body.exposure?.['time']));
    expect(time).toBeGreaterThanOrEqual(asked);
    expect(time).toBeLessThanOrEqual(Date.now());
  });

  it('gives the same variant again, by any name of the experiment and the unit', async () => {
    const first = (await assign({ experiment: 'checkout', unit: '17' })).body;
    const names = [
      { experimentKey: 'checkout', userId: '17' },
      { experimentId: 1, unitId: 17 },
      { experiment: '1', userId: 17 },
    ];
    for (const name of names) {
      const { body } = await assign(name);
      expect({ variant: body.variant, reason: body.reason }).toEqual({
        variant: first.variant,
        reason: 'sticky',
      });
    }
  });

  it('answers for several experiments, and for all that run', async () => {
    await started('second');
    const several = await assign({ experiments: ['checkout', 'second', 'nobody'], unit: 'u' });
    expect(several.body).toMatchObject({
      assignments: [{ experiment: 'checkout' }, { experiment: 'second' }],
      unknown: ['nobody'],
    });
    expect((await assign({ unit: 'u' })).body).toMatchObject({
      assignments: [{ experiment: 'checkout' }, { experiment: 'second' }],
    });
  });

  it('records each first assignment once in the log, and projects it', async () => {
    await started('recorded');
    for (const unit of [...units, ...units]) await assign({ experiment: 'recorded', unit });
    const events = await eventually(async () => {
      const all = await service.stored('assay.assignments.v1');
      const own = all.filter(({ data }) => (data as { experiment: string }).experiment === 'recorded');
      return own.length >= units.length + 1 && own;
    });
    expect(events).toHaveLength(units.length + 1);
    expect(new Set(events.map(({ subject }) => subject)).size).toBe(events.length);
    const view = await eventually(async () => {
      const found = await service.call('GET', `${EXPERIMENTS}/recorded/assignments/visitor-3`);
      return found.status === 200 && found.body;
    });
    const { body } = await assign({ experiment: 'recorded', unit: 'visitor-3' });
    expect(view).toMatchObject({ unit: 'visitor-3', variant: body.variant, reason: 'split', run: 1 });
    expect(await service.call('GET', `${EXPERIMENTS}/recorded/assignments/stranger`)).toMatchObject({
      status: 404,
      body: { code: 'UNIT_NOT_ASSIGNED' },
    });
  });

  it('records the exposure with the assignment for those who ask for it, once', async () => {
    await started('seen');
    const exposures = async () =>
      (await service.stored('assay.interactions.v1')).map(({ subject, data }) => ({
        ...(data as object),
        subject,
      }));
    await assign({ experiment: 'seen', unit: 'unseen' });
    await assign({ experiment: 'seen', unit: 'unseen', exposure: false });
    for (const exposure of [true, true]) {
      const { body } = await assign({ experiment: 'seen', unit: 'visitor-1', exposure });
      expect(body).toMatchObject({ inExperiment: true });
      expect(body).not.toHaveProperty('exposure');
    }
    await assign({ experiments: ['seen', 'recorded'], unit: 'visitor-2', exposure: true });
    await assign({ unit: 'visitor-3', exposure: true });
    await assign({ experiment: 'seen', unit: 'last', exposure: true });
    const recorded = await eventually(async () => {
      const all = await exposures();
      const count = (unit: string) => all.filter(({ subject }) => subject === unit).length;
      return count('last') > 0 && count('visitor-2') > 1 && count('visitor-3') > 1 && all;
    });
    const of = (unit: string) => recorded.filter(({ subject }) => subject === unit);
    expect([of('unseen'), of('visitor-1').length, of('visitor-2').length]).toEqual([[], 1, 2]);
    const { variant } = (await assign({ experiment: 'seen', unit: 'visitor-1' })).body;
    expect(of('visitor-1')).toMatchObject([
      { experiment: 'seen', unit: 'visitor-1', variant, run: 1, phase: 1, propensity: 0.5, reason: 'split' },
    ]);
    expect(await assign({ experiment: 'seen', unit: 'u', exposure: 'yes' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'exposure', value: 'yes' }] },
    });
  });

  it('serves control in a pause and the winner after the conclusion, without recording assignments', async () => {
    await started('life');
    const served = async (reason: string) => {
      await eventually(
        async () => (await assign({ experiment: 'life', unit: 'probe' })).body.reason === reason,
      );
      const { body } = await assign({ experiment: 'life', unit: 'late' });
      return { variant: body.variant, exposure: body.exposure?.['reason'] };
    };
    await command('/life/pause', { reason: 'x' });
    expect(await served('paused')).toEqual({ variant: 'control', exposure: 'paused' });
    await command('/life/conclude', { winner: 'treatment', reason: 'x' });
    expect(await served('winner')).toEqual({ variant: 'treatment', exposure: 'winner' });
    const assignments = await service.stored('assay.assignments.v1');
    expect(assignments.filter(({ subject }) => subject === 'late')).toEqual([]);
  });

  it('leaves units outside of the traffic on control, with nothing to record', async () => {
    await started('nobody-in', { trafficAllocation: 0 });
    const { body } = await assign({ experiment: 'nobody-in', unit: 'u' });
    expect(body).toMatchObject({ variant: 'control', reason: 'not_in_traffic', inExperiment: false });
    expect(body.exposure).toBeUndefined();
  });

  describe('OFREP', () => {
    it('gives the config of the variant', async () => {
      const { body } = await flag('checkout', 'visitor-1');
      const variant = VARIANTS.find(({ key }) => key === body.variant);
      expect(body).toMatchObject({ key: 'checkout', value: variant?.config, reason: 'SPLIT' });
      expect(body.metadata).toMatchObject({ kind: 'experiment', run: 1, phase: 1, propensity: 0.5 });
    });

    it('gives the key of the variant where there is no config', async () => {
      const plain = VARIANTS.map(({ key, isControl, weight }) => ({ key, isControl, weight }));
      await started('plain', { variants: plain });
      const { body } = await flag('plain', 'visitor-1');
      expect(body.value).toBe(body.variant);
    });

    it('follows a rollout from the log, also to off', async () => {
      const steps = rolloutStory('search', 'internal-1');
      const on = async (unit: string) => (await flag('search', unit)).body;
      const publish = async (upTo: number) => service.bus.publish([steps[upTo]]);
      const reaches = (unit: string, reason: string) =>
        eventually(async () => {
          const answer = await on(unit);
          return answer.metadata?.['reason'] === reason && answer;
        });
      await publish(0);
      await reaches('u', 'not_started');
      await publish(1);
      expect(await reaches('internal-1', 'allowed')).toMatchObject({
        value: true,
        variant: 'on',
        reason: 'TARGETING_MATCH',
      });
      await publish(2);
      await eventually(async () => (await on('u')).metadata['percentage'] === 50);
      const served = await Promise.all(units.map(on));
      expect(new Set(served.map(({ value }) => value))).toEqual(new Set([true, false]));
      expect(served.every(({ metadata }) => metadata['activation'] === derivedId('a2'))).toBe(true);
      await publish(3);
      expect(await reaches('internal-1', 'rolled_back')).toMatchObject({ value: false, reason: 'DISABLED' });
    });
  });

  it('lets an API key evaluate until it is revoked', async () => {
    const created = await service.call<{ key: string; keyId: string }>('POST', '/api/v1/admin/api-keys', {
      name: 'web shop',
      scopes: ['evaluate'],
    });
    expect(created.status).toBe(201);
    const { key, keyId } = created.body;
    expect(key).toMatch(/^assay_sdk_/);
    const evaluate = async () => {
      const url = '/api/v1/experiments/assign';
      const payload = { experiment: 'checkout', unit: 'by-key' };
      return (await service.app.inject({ method: 'POST', url, payload, headers: { 'x-api-key': key } }))
        .statusCode;
    };
    await eventually(async () => (await evaluate()) === 200);
    const listed = await eventually(async () => {
      const { body } = await service.call<{ items: { keyId: string }[] }>('GET', '/api/v1/admin/api-keys');
      return body.items.find((item) => item.keyId === keyId) ?? false;
    });
    expect(listed).toMatchObject({ name: 'web shop', status: 'active', hint: key.slice(0, 16) });
    expect(JSON.stringify(listed)).not.toContain(key);
    const revoked = await service.call('DELETE', `/api/v1/admin/api-keys/${keyId}`);
    expect(revoked).toMatchObject({ status: 200, body: { status: 'revoked' } });
    await eventually(async () => (await evaluate()) === 401);
    expect(await service.call('DELETE', `/api/v1/admin/api-keys/${keyId}`)).toMatchObject({ status: 409 });
    expect(await service.call('DELETE', '/api/v1/admin/api-keys/nonsense')).toMatchObject({ status: 404 });
  });
});

/** Created with one unit allowed, started at 0 %, advanced to 50 %, rolled back. */
function rolloutStory(key: string, allowed: string): readonly EventEnvelope[] {
  const subject = streamId('default', 'rollout', key);
  const step = <Definition extends EventDefinition>(
    definition: Definition,
    version: number,
    data: DataOf<Definition>,
  ) => ({
    ...newEvent(
      definition,
      {
        id: derivedId(key, String(version)),
        source: 'rollout',
        subject,
        time: '2026-01-05T10:00:00.000Z',
        project: 'default',
        actor: 'user:alice',
        correlationid: key,
      },
      data,
    ),
    streamversion: version,
  });
  const digest = createHash('sha256').update(rolloutDigestText(key, allowed)).digest('hex');
  const errorThreshold = { errorRate: 0.05, windowMs: 60_000, minOutcomes: 20 };
  const created = {
    key,
    name: key,
    salt: key,
    allow: [digest],
    deny: [],
    errorThreshold,
    minHoursInTier: 48,
  };
  return [
    step(RolloutCreated, 1, created),
    step(RolloutStarted, 2, { activation: derivedId('a1'), tier: 'tier_0_disabled', percentage: 0 }),
    step(RolloutAdvanced, 3, { activation: derivedId('a2'), tier: 'tier_3_general', percentage: 50 }),
    step(RolloutRolledBack, 4, {
      activation: derivedId('a3'),
      automatic: true,
      reason: 'errors',
      evidence: null,
    }),
  ];
}
