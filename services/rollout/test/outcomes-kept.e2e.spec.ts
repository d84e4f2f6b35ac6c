import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { createTestDatabase, eventually } from '@assay/testing';
import { outcome } from './support/outcomes.js';
import { startService } from './support/running-service.js';

const DAY = 86_400_000;
const MODEL = '/api/v1/admin/services/rollout/projections';
const asAdmin = { role: 'admin' } as const;

const database = createTestDatabase();
const service = database.then(({ url }) =>
  startService(url, undefined, { topics: { partitions: 1, retentionMs: -1, replicationFactor: 1 } }),
);

afterAll(async () => {
  await (await service).stop();
  await (await database).drop();
});

const known = async (): Promise<readonly string[]> => {
  const models = (await service).app.get<Projections>(PROJECTIONS, { strict: false });
  const rows = await models.read('outcomes', (model) =>
    model.query<{ unit: string }>('SELECT unit FROM unit_outcomes ORDER BY unit'),
  );
  return rows.map(({ unit }) => unit);
};

const report = async (unit: string, daysAgo: number): Promise<void> => {
  const { bus } = await service;
  await bus.publish([outcome(unit, { flag: 'search', at: Date.now() - daysAgo * DAY, nth: daysAgo })]);
};

async function hash(): Promise<unknown> {
  const { body } = await (await service).call('GET', `${MODEL}?hash=true`);
  const models = body['projections'] as readonly { name: string; hash: { hash: string } }[];
  return models.find(({ name }) => name === 'outcomes')?.hash.hash;
}

describe('what units met', () => {
  it('is kept for ninety days after they were last seen, and no longer', async () => {
    await report('gone', 200);
    await report('stays', 170);
    await eventually(async () => expect(await known()).toEqual(['gone', 'stays']));
    await report('late', 100);
    await report('stays', 60);
    await eventually(async () => expect(await known()).toEqual(['late', 'stays']));
    await report('new', 0);
    await eventually(async () => expect(await known()).toEqual(['new', 'stays']));
  });

  it('is the same when it is built anew from all that the log has', async () => {
    const before = await hash();
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    const running = await service;
    expect((await running.call('POST', `${MODEL}/outcomes/rebuild`, asAdmin)).status).toBe(202);
    await eventually(async () =>
      expect((await running.call('GET', `${MODEL}/outcomes/rebuild`, asAdmin)).body).toMatchObject({
        state: 'done',
      }),
    );
    expect(await hash()).toBe(before);
    expect(await known()).toEqual(['new', 'stays']);
  });
});
