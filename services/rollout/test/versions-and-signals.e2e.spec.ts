import { hotfixKeyOf } from '@assay/contracts';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE } from '@assay/event-store';
import { eventually } from '@assay/testing';
import { breachIn } from '../src/health/assess-window.fold.js';
import { OutcomeReader } from '../src/outcomes/outcome-reader.js';
import { RolloutLog } from '../src/rollout-handling/rollout-log.js';
import { BreachJudge } from '../src/watch/breach-judge.js';
import { outcome } from './support/outcomes.js';
import { path, range, rolloutsOf, twentyPercentErrors } from './support/rollouts.js';
import { runningService } from './support/running-service.js';

const service = runningService();
const { atTenPercent, eventTypes, hasSeen } = rolloutsOf(() => service);

const post = (url: string, body?: object) => service.call('POST', url, { body });
const eventsOf = async (key: string) => {
  const store = service.app.get<EventStore>(EVENT_STORE, { strict: false });
  return (await store.load(`default/rollout/${key}`)).map(({ event }) => event);
};
const served = async (key: string, unit: string) => {
  const { body } = await service.call('GET', path(key, `/why?unit=${unit}`));
  return { version: body['version'], reason: body['reason'], enabled: body['enabled'] };
};

/** A rollout whose first version is on for everyone. */
async function completed(key: string): Promise<void> {
  const tiers = [{ key: 'all', percentage: 100 }];
  await post('/api/v1/rollouts', { key, tiers, version: '1.0', minHoursInTier: 24 });
  const { body } = await post(path(key, '/start'));
  const activation = String(body['activation']);
  await service.bus.publish(range(20, key).map((unit) => outcome(unit, { flag: key, activation })));
  await hasSeen(key, 20);
  const log = service.app.get(RolloutLog, { strict: false });
  const later = new Date(Date.now() + 25 * 3_600_000).toISOString();
  const health = { units: 20, unitsWithError: 0, outcomes: 20, errors: 0 };
  const metadata = { ...log.metadata({ project: 'default', key, actor: 'user:ada' }), time: later };
  const facts = { judged: activation, health, offsets: [], needs: [] };
  const command = { type: 'CompleteRollout', metadata, activation: log.newId(), ...facts } as const;
  expect(await log.handle(command)).toMatchObject({ outcome: 'accepted' });
}

describe('versions', () => {
  it('go through tiers while everyone else keeps the live one', async () => {
    await completed('shop');
    expect(await post(path('shop', '/versions'), { name: '2.0', artifact: 'sha256:2' })).toMatchObject({
      status: 201,
      body: { live: 1, rolling: null, versions: [{ name: '1.0' }, { number: 2, artifact: 'sha256:2' }] },
    });
    expect(await post(path('shop', '/start'))).toMatchObject({
      status: 200,
      body: { version: { number: 2, name: '2.0' }, live: { number: 1 }, percentage: 100 },
    });
    expect(await served('shop', 'someone')).toEqual({ version: '2.0', reason: 'percentage', enabled: true });
  });

  it('that fail give way to the live one, and late errors of them do it no harm', async () => {
    const { body } = await service.call('GET', path('shop'));
    const failing = String(body['activation']);
    const units = range(40, 'shopper');
    await service.bus.publish(twentyPercentErrors(units, 'shop', failing));
    await eventually(async () => {
      expect(await service.call('GET', path('shop'))).toMatchObject({
        body: {
          status: 'rolled_back',
          lastRollback: { automatic: true, version: { number: 2 } },
          live: { number: 1 },
        },
      });
    });
    expect(await served('shop', 'someone')).toEqual({ version: '1.0', reason: 'live', enabled: true });
    expect(await service.call('GET', path('shop', '/versions'))).toMatchObject({
      body: { live: 1, rolling: null, versions: [{ bad: null }, { bad: { at: expect.any(String) } }] },
    });

    await post(path('shop', '/versions'), { name: '3.0' });
    await post(path('shop', '/start'));
    const late = range(40, 'late');
    await service.bus.publish(twentyPercentErrors(late, 'shop', failing));
    await hasSeen('shop', 100);
    await service.app.get(BreachJudge, { strict: false }).judgeOne('default', 'shop');
    expect(await service.call('GET', path('shop'))).toMatchObject({ body: { status: 'in_progress' } });

    // The control: without activations the same errors would have turned the next version off.
    const reader = service.app.get(OutcomeReader, { strict: false });
    const rollout = await service.app.get(RolloutLog, { strict: false }).load('default', 'shop');
    if (rollout.status !== 'in_progress') throw new TypeError(`rollout is ${rollout.status}`);
    const { found: blind } = await reader.enabledSince('default', { ...rollout, activation: failing }, 0);
    expect(blind).toMatchObject({ units: 80, unitsWithError: 16 });
    expect(breachIn(blind, rollout.design.errorThreshold)).toMatchObject({ errorRate: 0.2 });
    const { activation } = rollout;
    await service.bus.publish(twentyPercentErrors(late, 'shop', activation));
    await eventually(async () => {
      expect((await eventTypes('shop')).at(-1)).toBe('RolloutRolledBack');
    });
  });

  it('are gone back to by name, known-bad ones never', async () => {
    expect(await post(path('shop', '/rollback'), { reason: 'x', to: 2 })).toMatchObject({
      status: 422,
      body: { code: 'VERSION_KNOWN_BAD', errors: [{ path: 'to', value: 2 }] },
    });
    expect(await post(path('shop', '/rollback'), { reason: 'x', to: 9 })).toMatchObject({
      status: 422,
      body: { code: 'VERSION_NOT_KEPT', errors: [{ value: 9, message: 'must be one of 1, 2, 3' }] },
    });
    expect(await post(path('shop', '/rollback'), { reason: 'x', to: 'yesterday' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'to', value: 'yesterday' }] },
    });
    expect(await post(path('shop', '/rollback'), { reason: 'all of it', to: 'off' })).toMatchObject({
      status: 200,
      body: { status: 'rolled_back', live: null, percentage: 0 },
    });
    expect(await served('shop', 'someone')).toMatchObject({ enabled: false, reason: 'rolled_back' });
    expect(await service.call('GET', path('shop', '/history'))).toMatchObject({
      body: {
        history: [
          { by: 'RolloutStarted', version: { number: 1 } },
          { by: 'RolloutCompleted', version: { number: 1 } },
          { by: 'RolloutStarted', version: { number: 2 } },
          { by: 'RolloutRolledBack', version: { number: 1 }, percentage: 100 },
          { by: 'RolloutStarted', version: { number: 3 } },
          { by: 'RolloutRolledBack', version: { number: 1 } },
          { by: 'RolloutRolledBack', version: null, percentage: 0 },
        ],
      },
    });
  });
});

describe('trigger rules', () => {
  it('roll back within seconds for a burst that the window lets pass, with the minute as evidence', async () => {
    const key = 'bursts';
    const units = range(400, key);
    const tiers = [{ key: 'all', percentage: 100 }];
    await post('/api/v1/rollouts', { key, tiers, defaultTriggers: true });
    const { body } = await post(path(key, '/start'));
    const activation = String(body['activation']);
    await service.bus.publish(units.map((unit) => outcome(unit, { flag: key, activation })));
    await hasSeen(key, units.length);
    const failed = units.slice(0, 11);
    await service.bus.publish(
      failed.map((unit) => outcome(unit, { flag: key, activation, success: false, status: 503 })),
    );
    await eventually(async () => {
      expect(await service.call('GET', path(key))).toMatchObject({
        body: {
          status: 'rolled_back',
          lastRollback: {
            ...{ automatic: true, evidence: null },
            reason: 'errors: errors was above 10 in the last minute (11)',
            trigger: { rule: { name: 'errors', above: 10 }, minutes: [{ value: 11 }] },
          },
        },
      });
    });
  });
});

describe('signals of other systems', () => {
  const signal = (key: string, body: object) => post(path(key, '/signals'), body);

  it('roll back at once, ask for a hotfix, and count once', async () => {
    await atTenPercent('vulnerable');
    const found = {
      id: 'scan-7',
      kind: 'security_vulnerability',
      detail: 'a parser overflows',
      source: 'scanner',
    };
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => signal('vulnerable', found)));
    for (const answer of answers)
      expect(answer).toMatchObject({
        status: 200,
        body: { id: 'scan-7', action: 'rolled_back', status: 'rolled_back' },
      });
    expect((await eventTypes('vulnerable')).slice(-3)).toEqual([
      'RolloutSignalReceived',
      'RolloutRolledBack',
      'RolloutHotfixNeeded',
    ]);
    const [hotfix] = (await eventsOf('vulnerable')).slice(-1);
    expect(hotfix).toMatchObject({ data: { severity: 'P1', signal: 'scan-7' } });
    const keys = answers.map(({ body }) => body['hotfix']);
    expect(keys).toEqual(Array(5).fill(hotfixKeyOf('vulnerable', hotfix?.id ?? '')));
    await post(path('vulnerable', '/start'));
    expect(await signal('vulnerable', found)).toMatchObject({ body: { status: 'in_progress' } });
  });

  it('ask a person where the schemas do not fit, with an alert until somebody decides', async () => {
    await atTenPercent('mismatched');
    const found = { id: 'build-3', kind: 'schema_mismatch', detail: 'the page expects v2' };
    expect(await signal('mismatched', found)).toMatchObject({ body: { action: 'paused', status: 'paused' } });
    const store = service.app.get<EventStore>(EVENT_STORE, { strict: false });
    const alerts = async () =>
      (await store.load('default/alert/rollout-waits-for-person/mismatched')).map(({ event }) => event.type);
    await eventually(async () => {
      expect(await alerts()).toEqual(['AlertRaised']);
    });
    await post(path('mismatched', '/resume'));
    await eventually(async () => {
      expect(await alerts()).toEqual(['AlertRaised', 'AlertResolved']);
    });
  });

  it('are recorded where they concern nothing that is served', async () => {
    await atTenPercent('unconcerned');
    const found = { id: 'd-1', kind: 'deployment_failed', detail: 'image 7 does not start', version: 7 };
    expect(await signal('unconcerned', found)).toMatchObject({
      body: { action: 'none', because: 'it is about version 7, and 1 is served', status: 'in_progress' },
    });
  });

  it.each([
    [{ id: '', kind: 'deployment_failed', detail: 'x' }, 'id', ''],
    [{ id: 'a', kind: 'bored', detail: 'x' }, 'kind', 'bored'],
    [{ id: 'a', kind: 'deployment_failed' }, 'detail', undefined],
    [{ id: 'a', kind: 'deployment_failed', detail: 'x', version: 0 }, 'version', 0],
  ])('%j are refused by the field', async (body, field, value) => {
    const refused = await signal('unconcerned', body);
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: field }] } });
    const [error] = refused.body['errors'] as [{ value?: unknown }];
    expect(error.value).toEqual(value);
  });

  it('need the role, and a rollout', async () => {
    const body = { id: 'a', kind: 'deployment_failed', detail: 'x' };
    expect(
      await service.call('POST', path('unconcerned', '/signals'), { body, role: 'viewer' }),
    ).toMatchObject({ status: 403 });
    expect(await signal('nowhere', body)).toMatchObject({ status: 404, body: { code: 'ROLLOUT_NOT_FOUND' } });
  });
});
