import { randomUUID } from 'node:crypto';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { createTestDatabase, eventually } from '@assay/testing';
import { UnitHistories } from '../src/outcomes/unit-histories.js';
import { outcome } from './support/outcomes.js';
import { range } from './support/rollouts.js';
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

  it.each([1, 3, 1_000])(
    'is told unit by unit, in pages of %d, each unit once with all of it',
    async (size) => {
      const { app, bus } = await service;
      const under = (units: readonly string[], activation?: string) =>
        units.map((unit) => outcome(unit, { flag: `paged-${String(size)}`, activation }));
      const [first, second] = [randomUUID(), randomUUID()];
      const events = [
        ...under(range(10), first),
        ...under(range(15).slice(5), second),
        ...under(range(20).slice(8)),
        ...under(['passes by'], randomUUID()),
      ];
      await bus.publish(events);
      const told = async (): Promise<readonly (readonly [string | undefined, number])[]> => {
        const wanted = { project: 'default', rollout: `paged-${String(size)}`, from: 0 };
        const units: (readonly [string | undefined, number])[] = [];
        for await (const rows of app.get(UnitHistories, { strict: false }).of(wanted, size))
          units.push([rows[0]?.unit, rows.length]);
        return units;
      };
      const rowsOf = (nth: number): number =>
        [nth < 10, nth >= 5 && nth < 15, nth >= 8].filter(Boolean).length;
      const expected = [['passes by', 1], ...range(20).map((unit, nth) => [unit, rowsOf(nth)])];
      await eventually(async () => expect([...(await told())].sort()).toEqual(expected.sort()));
    },
  );
});
