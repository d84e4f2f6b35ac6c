import type { EventEnvelope } from '@assay/contracts';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { eventually } from '@assay/testing';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const ADMIN = '/api/v1/admin';
const VARIANTS = [{ key: 'control', isControl: true }, { key: 'treatment' }];
const MODELS = ['experiment-list', 'definition-list', 'identity-links'] as const;
const TOPICS = ['assay.experiments.v1', 'assay.definitions.v1', 'assay.identities.v1'];

describe('the lists of the assignment service', () => {
  let service: AssignmentApp;
  let projections: Projections;

  const post = (path: string, payload: object) => service.call('POST', path, payload);

  async function caughtUp(): Promise<void> {
    for (const [index, model] of MODELS.entries()) {
      const topic = TOPICS[index] ?? '';
      await eventually(async () => {
        const end = (await service.bus.ends(topic)).reduce((sum, partition) => sum + partition.end, 0);
        const { positions } = await projections.status(model);
        return positions.reduce((sum, { offset }) => sum + offset, 0) === end && end > 0;
      });
    }
  }

  const hashes = async () => Promise.all(MODELS.map(async (model) => (await projections.hashOf(model)).hash));

  beforeAll(async () => {
    service = await assignmentApp();
    projections = service.app.get<Projections>(PROJECTIONS, { strict: false });
    await post(`${ADMIN}/layers`, { key: 'pages' });
    await post(`${ADMIN}/holdouts`, { key: 'all', scope: 'global', percent: 1 });
    await service.call('PUT', `${ADMIN}/segments/vip`, { rule: { op: 'exists', attribute: 'vip' } });
    for (const key of ['one', 'two', 'three']) {
      await post(`${ADMIN}/experiments`, { key, variants: VARIANTS, tags: ['t'], layer: 'pages' });
      await service.call('PUT', `${ADMIN}/layers/pages/slots/${key}`, { percent: 10 });
      await post(`${ADMIN}/experiments/${key}/start`, {});
      await post('/api/v1/identities/link', { anonymous: `a-${key}`, user: 'u' });
    }
    // The relay publishes what was stored: 3 of the experiments, 4 events each.
    await eventually(async () => (await service.stored('assay.experiments.v1')).length === 12);
    await caughtUp();
  });
  afterAll(() => service.stop());

  it('are the same when every event comes again', async () => {
    const before = await hashes();
    const again: EventEnvelope[] = [];
    for (const topic of TOPICS) again.push(...(await service.stored(topic)));
    await service.bus.publish(again);
    await caughtUp();
    expect(await hashes()).toEqual(before);
  });

  it('keep the first link when another one comes later', async () => {
    const before = await hashes();
    const [link] = await service.stored('assay.identities.v1');
    if (link === undefined) throw new TypeError('no link');
    const data = { ...(link.data as object), user: 'somebody else' };
    await service.bus.publish([{ ...link, id: `ffffffff${link.id.slice(8)}`, data }]);
    await caughtUp();
    expect(await hashes()).toEqual(before);
  });

  it.each(MODELS)('are the same when %s is built anew from the log', async (model) => {
    const before = await projections.hashOf(model);
    await projections.rebuild(model);
    await eventually(async () => (await projections.rebuildProgress(model))?.state === 'done');
    expect((await projections.hashOf(model)).hash).toBe(before.hash);
    expect(before.rows).toBeGreaterThan(0);
  });
});
