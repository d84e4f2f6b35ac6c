import type { AuditLine, EventEnvelope } from '@assay/contracts';
import { AlertRaised, derivedId, newEvent, TOPICS } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { createBus } from '@assay/event-bus';
import { eventually } from '@assay/testing';
import { PostgresEventStore, Relay, restoreLines, StoreGate } from '../src/index.js';
import { findMissing } from '../src/gate/missing-event.js';
import { STREAM, variantAdded } from './example-events.js';
import type { TestStore } from './test-store.js';
import { openTestStore } from './test-store.js';
import { verifyChain } from './verify-chain.js';

const OTHER = 'default/experiment/search';
const TOPIC = TOPICS.experiments.name;
const ALERT = {
  rule: 'guardrail',
  subject: 'checkout',
  severity: 'critical',
  message: 'too many errors',
  value: 0.2,
  limit: 0.05,
} as const;
const own = (name: string, stream = STREAM) => ({ ...variantAdded(name, stream), source: 'assignment' });

/** A store whose six events were published, and another one in a fresh database beside the same log. */
describe('a store and its log', () => {
  let lost: TestStore;
  let fresh: TestStore;
  let bus: EventBus;
  beforeEach(async () => {
    [lost, fresh] = await Promise.all([openTestStore(), openTestStore()]);
    bus = createBus({
      bus: { kind: 'postgres', databaseUrl: lost.database.databaseUrl },
      topics: { partitions: 3, retentionMs: -1, replicationFactor: 1 },
    });
    await bus.createTopics();
    await lost.store.append(STREAM, 0, [own('a'), own('b')]);
    await lost.store.append(OTHER, 0, [own('x', OTHER)]);
    await lost.store.append(STREAM, 2, [own('c')]);
    await lost.store.append(OTHER, 1, [own('y', OTHER), own('z', OTHER)]);
    await publish(lost, 6);
  });
  afterEach(async () => {
    await bus.close();
    await Promise.all([lost.close(), fresh.close()]);
  });

  const messages = async (): Promise<number> =>
    (await bus.ends(TOPIC)).reduce((sum, { end }) => sum + end, 0);
  const publish = async (store: TestStore, until: number): Promise<void> => {
    const relay = new Relay({ ...store.database, bus, pollMs: 20 });
    relay.start();
    await eventually(async () => (await messages()) >= until);
    await relay.stop();
  };
  const restore = async ({ pool }: TestStore): Promise<readonly AuditLine[]> => {
    const all: AuditLine[] = [];
    for await (const line of restoreLines({ service: 'assignment', pool, bus })) all.push(line);
    return all;
  };
  const missingOf = ({ pool }: TestStore) => findMissing({ service: 'assignment', pool, bus });
  const gateOf = ({ pool }: TestStore, awaitsImport = false) =>
    new StoreGate({
      service: 'assignment',
      pool,
      bus,
      awaitsImport,
      lookMs: 20,
      onError: () => undefined,
    });
  const eventsOf = async ({ pool }: TestStore): Promise<readonly unknown[]> =>
    (
      await pool.query(
        'SELECT stream, version, id, type, envelope::text FROM events ORDER BY stream, version',
      )
    ).rows;
  const endsOf = async ({ pool }: TestStore): Promise<readonly unknown[]> =>
    (await pool.query('SELECT * FROM streams ORDER BY id')).rows;
  const tamper = async (...statements: readonly string[]): Promise<void> => {
    await lost.pool.query('ALTER TABLE bus.log DISABLE TRIGGER log_is_append_only');
    for (const statement of statements) await lost.pool.query(statement);
  };

  it('come together again when the store is lost: same events, versions and chains, nothing sent twice', async () => {
    expect(await missingOf(fresh)).toMatchObject({ storedVersion: 0 });
    expect((await restore(fresh)).at(-1)).toEqual({ line: 'done', checked: 6, unit: 'events' });
    expect(await verifyChain(fresh.pool)).toEqual({ intact: true, events: 6, streams: 2 });
    expect(await eventsOf(fresh)).toEqual(await eventsOf(lost));
    expect(await endsOf(fresh)).toEqual(await endsOf(lost));
    expect(await missingOf(fresh)).toBeUndefined();
    // The next decision follows on, and it is all that is published.
    expect(await fresh.store.append(STREAM, 3, [own('d')])).toMatchObject({ version: 4 });
    await publish(fresh, 7);
    expect(await messages()).toBe(7);
    expect((await restore(fresh)).at(-1)).toMatchObject({ checked: 0 });
  });

  it('are held against each other also where the newest messages of a topic are of other services', async () => {
    await restore(fresh);
    const subject = 'default/alert/guardrail/checkout';
    const alert = (source: string, name: string): EventEnvelope => ({
      ...newEvent(AlertRaised, { ...own('a'), id: derivedId(name), source, subject }, ALERT),
    });
    await lost.store.append(subject, 0, [alert('assignment', 'own')]);
    const relay = new Relay({ ...lost.database, bus, pollMs: 20 });
    relay.start();
    const alerts = async () => (await bus.ends('assay.alerts.v1')).reduce((sum, { end }) => sum + end, 0);
    await eventually(async () => (await alerts()) === 1);
    await relay.stop();
    const others = Array.from({ length: 250 }, (_, index) => ({
      ...alert('analytics', String(index)),
      streamversion: index + 1,
    }));
    await bus.publish(others);
    expect(await missingOf(fresh)).toMatchObject({ stream: subject, version: 1, storedVersion: 0 });
    await restore(fresh);
    expect(await missingOf(fresh)).toBeUndefined();
  });

  it('hold writers back where the store is behind, and let them go when it has caught up', async () => {
    const gate = gateOf(fresh);
    const store = new PostgresEventStore(fresh.pool, gate);
    gate.start();
    try {
      const append = () => store.append('default/experiment/new', 0, [own('n', 'default/experiment/new')]);
      await expect(append()).rejects.toMatchObject({
        code: 'STORE_BEHIND_LOG',
        message: expect.stringMatching(
          /behind its log: assay\.experiments\.v1\[\d\]:\d+ has version \d of default\/experiment\/\w+, and the store ends at version 0.*assay restore assignment/,
        ),
      });
      await expect(store.load(STREAM)).rejects.toMatchObject({ code: 'STORE_BEHIND_LOG' });
      expect(await store.end()).toBe(0);
      await restore(fresh);
      await gate.opened;
      expect(await append()).toMatchObject({ outcome: 'appended', version: 1 });
    } finally {
      await gate.stop();
    }
  });

  it('fork where nothing holds writers back: the version is given out once more', async () => {
    await fresh.store.append(STREAM, 0, [own('another')]);
    await fresh.store.append(OTHER, 0, [own('x', OTHER)]);
    await expect(restore(fresh)).rejects.toMatchObject({
      code: 'STORE_DIVERGED',
      message: expect.stringContaining('the store has another event than version 1'),
    });
    expect(await fresh.store.end()).toBe(2);
  });

  it('bring in the end alone where the store was put back from before', async () => {
    await fresh.store.append(STREAM, 0, [own('a'), own('b')]);
    await fresh.store.append(OTHER, 0, [own('x', OTHER)]);
    expect(await missingOf(fresh)).toBeDefined();
    expect((await restore(fresh)).at(-1)).toMatchObject({ checked: 3 });
    expect(await verifyChain(fresh.pool)).toEqual({ intact: true, events: 6, streams: 2 });
    await publish(fresh, 6);
    expect(await messages()).toBe(6);
  });

  it('publish what was stored and never published, after a restore', async () => {
    await restore(fresh);
    await fresh.store.append(STREAM, 3, [own('d')]);
    expect((await restore(fresh)).at(-1)).toMatchObject({ checked: 0 });
    await publish(fresh, 7);
    expect(await messages()).toBe(7);
  });

  it('open at once where the store has all, and wait for an import where they are told to', async () => {
    const [whole, awaiting] = [gateOf(lost), gateOf(fresh, true)];
    whole.start();
    awaiting.start();
    await whole.opened;
    await expect(awaiting.expectOpen()).rejects.toMatchObject({ code: 'AWAITING_IMPORT' });
    await restore(fresh);
    await awaiting.opened;
    await Promise.all([whole.stop(), awaiting.stop()]);
  });

  it('prepare what lies beside the store before it opens, again and again until that works', async () => {
    const gate = gateOf(lost);
    let attempts = 0;
    gate.beforeOpening(() => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve();
    });
    gate.start();
    await gate.opened;
    expect(attempts).toBe(2);
    await gate.stop();
  });

  it.each([
    [
      'one changed byte',
      `UPDATE bus.log SET value = convert_to(replace(convert_from(value, 'UTF8'), 'Variant b', 'Variant B'), 'UTF8')`,
      { code: 'EVENT_ALTERED', message: expect.stringContaining(`version 2 of ${STREAM}`) },
    ],
    [
      'a message that is gone',
      `DELETE FROM bus.log WHERE headers ->> 'ce_id' = '${own('b').id}'`,
      { code: 'CHAIN_BROKEN', message: expect.stringContaining('what lies between is gone from the log') },
    ],
    [
      'an event of a version that is not known',
      `UPDATE bus.log SET headers = replace(headers::text, 'assay:VariantAdded:1', 'assay:VariantAdded:9')::json
       WHERE headers ->> 'ce_id' = '${own('b').id}'`,
      { code: 'EVENT_UNREADABLE', message: expect.stringContaining('VariantAdded version 9') },
    ],
    [
      'an event of a type that is not known',
      `UPDATE bus.log SET headers = replace(headers::text, 'VariantAdded', 'VariantPainted')::json
       WHERE headers ->> 'ce_id' = '${own('b').id}'`,
      {
        code: 'EVENT_UNREADABLE',
        message: expect.stringContaining('VariantPainted is not in the catalogue'),
      },
    ],
  ])('refuse %s, and leave the store as it was', async (_name, statement, refusal) => {
    await tamper(statement);
    await expect(restore(fresh)).rejects.toMatchObject(refusal);
    expect(await fresh.store.end()).toBe(0);
    expect(await endsOf(fresh)).toEqual([]);
  });

  it('refuse a second restore while one runs', async () => {
    const first = restoreLines({ service: 'assignment', pool: fresh.pool, bus });
    await first.next();
    await expect(restore(fresh)).rejects.toMatchObject({ code: 'RESTORE_RUNNING' });
    await first.return(undefined);
    expect(await fresh.store.end()).toBe(0);
    expect((await restore(fresh)).at(-1)).toMatchObject({ checked: 6 });
  });
});
