import { TOPICS } from '@assay/contracts';
import { createServicePool, EVENT_STORE_SCHEMA, migrate, PostgresEventStore } from '@assay/event-store';
import { createTestDatabase } from '@assay/testing';
import { randomUUID } from 'node:crypto';
import type { LookedAt } from '../src/index.js';
import { DataAccess } from '../src/index.js';

const ADA = { project: 'default', actor: 'user:ada' };
const NOW = Date.parse('2026-01-31T12:00:00Z');
const LOOK = { topic: TOPICS.interactions.name, subject: 'u1' };

describe('looks at the data of units', () => {
  let store: PostgresEventStore;
  let close: () => Promise<void>;
  const accessIn = (service: string) =>
    new DataAccess({ store, service, clock: { now: () => NOW }, newId: randomUUID });
  const looks = async (service: string) =>
    (await store.load(`default/data-access/${service}/user:ada`)).map(({ event }) => event.data);

  beforeEach(async () => {
    const created = await createTestDatabase();
    const database = { service: 'analytics', databaseUrl: created.url };
    await migrate(database, EVENT_STORE_SCHEMA);
    const pool = createServicePool(database);
    store = new PostgresEventStore(pool);
    close = async () => {
      await pool.end();
      await created.drop();
    };
  });
  afterEach(() => close());

  it.each<[string, LookedAt, object | undefined]>([
    ['a unit', LOOK, LOOK],
    ['what was not asked for', { ...LOOK, until: undefined, opened: undefined }, LOOK],
    [
      'instants of any form',
      { ...LOOK, since: '2026-01-01', until: '2026-01-31T12:00+01:00' },
      { ...LOOK, since: '2026-01-01T00:00:00.000Z', until: '2026-01-31T11:00:00.000Z' },
    ],
    ['decisions, which hold nothing of units', { ...LOOK, topic: TOPICS.experiments.name }, undefined],
  ])('are noted of %s', async (_what, looked, noted) => {
    await accessIn('analytics').note(ADA, looked);
    expect(await looks('analytics')).toEqual(noted === undefined ? [] : [noted]);
  });

  it('are all noted when one person looks many times at once, service by service', async () => {
    const [analytics, assignment] = [accessIn('analytics'), accessIn('assignment')];
    await Promise.all(Array.from({ length: 20 }, () => analytics.note(ADA, LOOK)));
    await assignment.note(ADA, LOOK);
    expect(await looks('analytics')).toHaveLength(20);
    expect(await looks('assignment')).toHaveLength(1);
  });
});
