import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { InteractionRecorded as Recorded } from '@assay/contracts';
import { dataProblem, InteractionRecorded, newEvent, timeOrderedId } from '@assay/contracts';
import { createServicePool, migrate, schemaDrift } from '@assay/event-store';
import type { MasterKey } from '@assay/platform';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase } from '@assay/testing';
import type { Pool } from 'pg';
import type { KeyStore, Privacy, UnitRef } from '../src/index.js';
import {
  EventOpener,
  KEY_KEEPER,
  MasterKeys,
  newDataKey,
  PostgresKeyStore,
  PRIVACY_SCHEMA,
  privacyOver,
} from '../src/index.js';

const TIME = '2026-03-01T10:00:00.000Z';
const ADA: UnitRef = { project: 'shop', unit: 'ada' };
const BOB: UnitRef = { project: 'shop', unit: 'bob' };
const [OLD, NEW] = [
  { id: 'old', secret: randomBytes(32) },
  { id: 'new', secret: randomBytes(32) },
];

let count = 0;
function event({ project, unit }: UnitRef, attributes: Record<string, unknown>): Recorded {
  const id = timeOrderedId(Date.parse(TIME), String(++count));
  const metadata = { id, source: 'event-ingest', subject: unit, time: TIME, project, actor: 'key:web' };
  return newEvent(
    InteractionRecorded,
    { ...metadata, correlationid: id },
    { unit, name: 'visit', receivedAt: TIME, attributes },
  );
}

const attributesOf = (events: readonly Recorded[]) => events.map(({ data }) => data.attributes);

describe('data keys in Postgres', () => {
  let database: TestDatabase;
  let pool: Pool;
  let store: KeyStore;
  let privacy: Privacy;
  const open = (): void => {
    store = new PostgresKeyStore(pool, new MasterKeys(OLD));
    privacy = privacyOver(store, (project) => project === 'shop');
  };
  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate({ service: KEY_KEEPER, databaseUrl: database.url }, PRIVACY_SCHEMA);
    pool = createServicePool({ service: KEY_KEEPER, databaseUrl: database.url });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    await pool.query('TRUNCATE data_keys, forgotten_units');
    open();
  });

  it('lie in tables that are what the entities say', async () => {
    expect(await schemaDrift({ service: KEY_KEEPER, databaseUrl: database.url }, PRIVACY_SCHEMA)).toEqual([]);
  });

  it('seal attributes for the log, and open them for who reads it, in another process, too', async () => {
    const events = [event(ADA, { mail: 'ada@example.org' }), event(BOB, { mail: 'bob@example.org' })];
    const sealed = await privacy.sealAll(events);
    expect(JSON.stringify(sealed)).not.toContain('example.org');
    expect(sealed.map(({ data }) => dataProblem(InteractionRecorded, data))).toEqual([undefined, undefined]);
    expect(attributesOf(await new EventOpener(store).opened(sealed))).toEqual(attributesOf(events));
  });

  it('are one for a unit, whoever seals', async () => {
    await privacy.sealAll([event(ADA, { n: 1 }), event(ADA, { n: 2 })]);
    await privacyOver(store, () => true).sealAll([event(ADA, { n: 3 })]);
    expect(await store.uses()).toEqual([{ id: 'old', keys: 1, configured: true }]);
  });

  it('leave projects alone whose privacy is off: the control, in clear', async () => {
    const events = [event({ project: 'other', unit: 'ada' }, { mail: 'ada@example.org' })];
    expect(await privacy.sealAll(events)).toEqual(events);
    expect(await store.uses()).toEqual([{ id: 'old', keys: 0, configured: true }]);
  });

  it('seal at once where nobody can wait: the key is stored before the event goes to the log', async () => {
    const sealed = privacy.seal(event(ADA, { n: 1 }));
    const reader = (): EventOpener => new EventOpener(store);
    expect(attributesOf(await reader().opened([sealed]))).toEqual([undefined]);
    await privacy.persist();
    expect(attributesOf(await reader().opened([sealed]))).toEqual([{ n: 1 }]);
  });

  it('are gone with what they sealed when the unit is forgotten; others stay', async () => {
    const sealed = await privacy.sealAll([event(ADA, { n: 1 }), event(BOB, { n: 2 })]);
    expect(await store.destroy([ADA])).toBe(1);
    expect(await store.destroy([ADA])).toBe(0);
    expect(attributesOf(await new EventOpener(store).opened(sealed))).toEqual([undefined, { n: 2 }]);
  });

  it('are never made again for a unit that was forgotten, not by who has one in memory either', async () => {
    await privacy.sealAll([event(ADA, { n: 1 })]);
    await store.destroy([ADA]);
    const later = [
      ...(await privacy.sealAll([event(ADA, { n: 2 })])),
      ...(await privacyOver(store, () => true).sealAll([event(ADA, { n: 3 })])),
    ];
    expect(JSON.stringify(later)).not.toContain('"n"');
    expect(attributesOf(await new EventOpener(store).opened(later))).toEqual([undefined, undefined]);
  });

  it('do not slip in beside an erasure that is under way', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query(
      'INSERT INTO data_keys (id, project, unit, master, wrapped) VALUES ($1, $2, $3, $4, $5)',
      [...['slow', 'shop', 'ada', 'old', Buffer.alloc(1)]],
    );
    const destroying = store.destroy([ADA]);
    await pause(50);
    const adding = store.add([newDataKey(ADA), newDataKey(BOB)]);
    await pause(50);
    await client.query('COMMIT');
    client.release();
    expect(await destroying).toBe(1);
    await adding;
    const { rows } = await pool.query<{ unit: string }>('SELECT unit FROM data_keys');
    expect(rows).toEqual([{ unit: 'bob' }]);
  });

  it('refuse text that was changed, or moved to another event of the unit', async () => {
    const [one, other] = await privacy.sealAll([event(ADA, { n: 1 }), event(ADA, { n: 2 })]);
    if (one === undefined || other === undefined) throw new TypeError('two were sealed');
    const moved = { ...one, data: { ...one.data, sealed: other.data.sealed } };
    await expect(privacy.opened([moved])).rejects.toMatchObject({ code: 'SEALED_TEXT_ALTERED' });
  });

  it('get another master key around them, piece by piece, and open what they had sealed', async () => {
    const events = Array.from({ length: 5 }, (_, n) =>
      event({ project: 'shop', unit: `u${String(n)}` }, { n }),
    );
    const sealed = await privacy.sealAll(events);
    const rotated = new PostgresKeyStore(pool, new MasterKeys(NEW, [OLD]));
    expect([await rotated.rewrap(3), await rotated.rewrap(3), await rotated.rewrap(3)]).toEqual([3, 2, 0]);
    expect(await rotated.uses()).toEqual([
      { id: 'new', keys: 5, configured: true },
      { id: 'old', keys: 0, configured: true },
    ]);
    const withoutOld = new PostgresKeyStore(pool, new MasterKeys(NEW));
    expect(attributesOf(await new EventOpener(withoutOld).opened(sealed))).toEqual(attributesOf(events));
  });

  it('are counted under each master key, whether it is configured or has none', async () => {
    expect(await store.uses()).toEqual([{ id: 'old', keys: 0, configured: true }]);
    await privacy.sealAll([event(ADA, { n: 1 })]);
    expect(await new PostgresKeyStore(pool, new MasterKeys(NEW)).uses()).toEqual([
      { id: 'new', keys: 0, configured: true },
      { id: 'old', keys: 1, configured: false },
    ]);
  });

  describe('at a start', () => {
    const started = (...[current = OLD, ...others]: MasterKey[]) =>
      new PostgresKeyStore(pool, new MasterKeys(current, others)).expectMasters();
    const changed = { ...OLD, secret: randomBytes(32) };

    it('are refused with another master key under the id of theirs', async () => {
      await privacy.sealAll([event(ADA, { n: 1 }), event(BOB, { n: 1 })]);
      await expect(started(changed)).rejects.toMatchObject({
        code: 'MASTER_KEY_CHANGED',
        message: expect.stringContaining('another key under "old"'),
      });
      await expect(started(NEW, changed)).rejects.toMatchObject({ code: 'MASTER_KEY_CHANGED' });
    });

    it('control: are taken with the one that they have, with a new one in front of it, and where there are none', async () => {
      await expect(started(changed)).resolves.toBeUndefined();
      await privacy.sealAll([event(ADA, { n: 1 }), event(BOB, { n: 1 })]);
      for (const masters of [[OLD], [NEW, OLD], [NEW]])
        await expect(started(...masters)).resolves.toBeUndefined();
    });

    it('are taken where a single one is damaged', async () => {
      await privacy.sealAll([event(ADA, { n: 1 }), event(BOB, { n: 1 })]);
      await pool.query(`UPDATE data_keys SET wrapped = '\\x00' WHERE unit = 'ada'`);
      await expect(started(OLD)).resolves.toBeUndefined();
    });
  });
});
