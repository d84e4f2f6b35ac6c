import type { BanditWeightsUpdated, UnitAssigned } from '@assay/contracts';
import { MetricsSnapshot, newEvent } from '@assay/contracts';
import { newId } from '@assay/platform';
import { eventually } from '@assay/testing';
import type { ArmsView } from '../src/bandit/arms-view.js';
import type { UpdatesPage, WeightsPage } from '../src/bandit/arms.service.js';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';
import type { Counted } from './support/bandit-story.js';
import { BOUGHT, snapshotData } from './support/bandit-story.js';

const ADMIN = '/api/v1/admin/experiments';
const ASSIGN = '/api/v1/experiments/assign';
const SEEN: Counted = { control: [1_000, 50], b: [1_000, 60], c: [1_000, 80] };

describe('a bandit', () => {
  let service: AssignmentApp;

  const get = <Body>(path: string) => service.call<Body>('GET', `${ADMIN}${path}`);
  const assigned = async (unit: string) => {
    const { body } = await service.call<{
      variant: string;
      reason: string;
      exposure: { propensity: number };
    }>('POST', ASSIGN, { experiment: 'tiles', unit });
    return body;
  };

  /** As analytics publishes it, `minutes` from now. */
  function counted(arms: Counted, minutes = 0): MetricsSnapshot {
    const time = new Date(Date.now() + minutes * 60_000).toISOString();
    const id = newId();
    const context = {
      id,
      source: 'analytics',
      subject: 'tiles',
      time,
      project: 'default',
      correlationid: id,
    };
    const data = { ...snapshotData(arms), experiment: 'tiles' };
    return newEvent(MetricsSnapshot, { ...context, actor: 'system:analytics' }, data);
  }

  const updates = async () =>
    (await service.stored('assay.experiments.v1')).filter(
      (event): event is BanditWeightsUpdated => event.type === 'BanditWeightsUpdated',
    );

  beforeAll(async () => {
    service = await assignmentApp();
    const variants = [{ key: 'control', isControl: true }, { key: 'b' }, { key: 'c' }];
    const experimentType = 'bandit';
    const bandit = { policy: 'thompson', floor: 0.02, intervalSeconds: 60, burnInUnits: 100 };
    const design = { key: 'tiles', experimentType, primaryMetric: BOUGHT, bandit, variants };
    expect((await service.call('POST', ADMIN, design)).status).toBe(201);
    await service.call('POST', `${ADMIN}/tiles/start`, {});
    await service.call('POST', ADMIN, { key: 'plain', variants: variants.slice(0, 2) });
    await eventually(async () => (await assigned('first')).reason !== undefined);
  });
  afterAll(() => service.stop());

  it('shows its arms before anything is known', async () => {
    const { body } = await get<ArmsView>('/tiles/arms');
    expect(body).toMatchObject({
      policy: 'thompson',
      floor: 0.02,
      updates: 0,
      updatedAt: null,
      metric: 'bought',
    });
    for (const arm of body.arms) expect(arm).toMatchObject({ weight: 1 / 3, units: null, value: null });
    expect(await get('/plain/arms')).toMatchObject({ status: 422, body: { code: 'NOT_A_BANDIT' } });
    expect((await get('/nobody/arms')).status).toBe(404);
  });

  it('follows the statistics: the gateway serves the new weights and records their propensity', async () => {
    const before = await assigned('early');
    const snapshot = counted(SEEN);
    // Twice, as the log may bring it: weights change once.
    await service.bus.publish([snapshot, snapshot]);
    const [update] = await eventually(async () => {
      const found = await updates();
      return found.length > 0 && found;
    });
    expect(update).toMatchObject({ causationid: snapshot.id, time: snapshot.time, actor: 'system:bandit' });
    const weights = update?.data.weights ?? {};
    let unit = 0;
    const late = await eventually(async () => {
      const answer = await assigned(`late-${String((unit += 1))}`);
      return (
        answer.reason === 'bandit' && answer.variant === 'c' && answer.exposure.propensity > 0.5 && answer
      );
    });
    expect(late.exposure.propensity).toBeCloseTo(weights['c'] ?? 0, 3);
    expect(await assigned('early')).toMatchObject({ variant: before.variant, reason: 'sticky' });
    const recorded = await eventually(async () => {
      const events = (await service.stored('assay.assignments.v1')) as readonly UnitAssigned[];
      return events.find(({ data }) => data.unit === `late-${String(unit)}`);
    });
    expect(recorded?.data).toMatchObject({
      revision: update?.data.revision,
      phase: 1,
      propensity: late.exposure.propensity,
    });
    expect(await updates()).toHaveLength(1);
  });

  it('shows what its weights rest on, and how they came about', async () => {
    await service.bus.publish([counted({ ...SEEN, b: [2_000, 200] }, 5)]);
    await eventually(async () => (await updates()).length === 2);
    const { body } = await get<ArmsView>('/tiles/arms');
    expect(body.updates).toBe(2);
    expect(body.arms.map(({ variant, units, value }) => [variant, units, value])).toEqual([
      ['control', 1_000, 0.05],
      ['b', 2_000, 0.1],
      ['c', 1_000, 0.08],
    ]);
    expect(body.arms[1]?.interval?.[0]).toBeLessThan(0.1);
    const newest = await get<UpdatesPage>('/tiles/arms/updates?limit=1');
    expect(newest.body).toMatchObject({ items: [{ update: 2 }], nextCursor: 2 });
    const older = await get<UpdatesPage>('/tiles/arms/updates?limit=1&cursor=2');
    expect(older.body).toMatchObject({ items: [{ update: 1 }], nextCursor: null });
    expect((await get('/tiles/arms/updates?limit=none')).status).toBe(400);
  });

  it('proves each change of its weights', async () => {
    const path = '/api/v1/admin/services/assignment/verify/certificates';
    const lines = (await service.call<string>('GET', path)).body.trim().split('\n');
    expect(lines.filter((line) => line.includes('"finding"'))).toEqual([]);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ checked: 2, byKind: { 'bandit-weights': 2 } });
  });

  it('says what another policy would have made of the same results', async () => {
    const { body } = await get<WeightsPage>('/tiles/arms/what-if?policy=epsilon-greedy&epsilon=0.3&limit=1');
    expect(body).toMatchObject({ items: [{ update: 2, again: 'identical' }], nextCursor: 2 });
    expect(body.items[0]?.would).not.toEqual(body.items[0]?.was);
    const same = await get<WeightsPage>('/tiles/arms/what-if');
    for (const { was, would } of same.body.items) expect(would).toEqual(was);
    for (const query of ['policy=luck', 'floor=0.9', 'epsilon=-1'])
      expect((await get(`/tiles/arms/what-if?${query}`)).status).toBe(400);
    expect((await get('/tiles/arms/what-if?floor=0.4')).body).toMatchObject({
      code: 'BANDIT_FLOOR_TOO_HIGH',
    });
  });

  it('is refused where its settings make no sense', async () => {
    for (const bandit of [{ policy: 'best' }, { floor: 0.9 }, { epsilon: 2 }, { seed: 1 }, 5])
      expect(
        await service.call('POST', ADMIN, { key: 'odd', experimentType: 'bandit', bandit }),
      ).toMatchObject({
        status: 400,
        body: { code: 'VALIDATION_FAILED' },
      });
  });
});
