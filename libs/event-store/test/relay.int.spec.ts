import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, freePort } from '@assay/testing';
import { Relay, appendToOutbox, inTransaction } from '../src/index.js';
import type { RelayOptions } from '../src/index.js';
import { STREAM, variantAdded } from './example-events.js';
import { TestBus } from './test-bus.js';
import type { TestStore } from './test-store.js';
import { openTestStore } from './test-store.js';

describe('the relay', () => {
  let test: TestStore;
  let bus: TestBus;
  let relays: Relay[];
  beforeEach(async () => {
    test = await openTestStore();
    bus = new TestBus();
    relays = [];
  });
  afterEach(async () => {
    await Promise.all(relays.map((relay) => relay.stop()));
    await test.close();
  });

  function startRelay(options: Partial<RelayOptions> = {}): Relay {
    const relay = new Relay({ ...test.database, bus, pollMs: 50, maxBackoffMs: 100, ...options });
    relays.push(relay);
    relay.start();
    return relay;
  }
  async function append(names: readonly string[]): Promise<readonly string[]> {
    const end = (await test.store.load(STREAM)).length;
    const appended = await test.store.append(
      STREAM,
      end,
      names.map((name) => variantAdded(name)),
    );
    return appended.events.map(({ event }) => event.id);
  }
  const cursor = async (log = 'events') =>
    (
      await test.pool.query<{ position: number }>('SELECT position FROM relay_positions WHERE log = $1', [
        log,
      ])
    ).rows[0]?.position;
  /** What the end of a process does to its sessions. */
  const killSessions = () =>
    test.pool.query(
      `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
       WHERE l.locktype = 'advisory' AND d.datname = current_database()`,
    );

  it('publishes what is there and what comes, in order and as it was written', async () => {
    const before = await append(['a', 'b']);
    startRelay();
    await eventually(() => bus.published.length === 2);
    const after = await append(['c', 'd', 'e']);
    await eventually(() => bus.published.length === 5);
    expect(bus.ids()).toEqual([...before, ...after]);
    expect(bus.published).toEqual((await test.store.readFrom(0, 10)).map(({ event }) => event));
  });

  it('is woken by an append, not only by its poll', async () => {
    startRelay({ pollMs: 60_000 });
    await eventually(() => relays[0]?.health().leading === true);
    await append(['a']);
    await eventually(() => bus.published.length === 1, { timeoutMs: 20_000 });
    expect(bus.published).toHaveLength(1);
  });

  it('sets aside what is too large for the log, and goes on with what stands behind it', async () => {
    bus.limit = 2_000;
    const huge = { ...variantAdded('huge'), data: { key: 'huge', config: { text: 'x'.repeat(3_000) } } };
    const events = [variantAdded('a'), huge, variantAdded('b')];
    await inTransaction(test.pool, (client) => appendToOutbox(client, 'assignment', events));
    const errors: string[] = [];
    startRelay({ onError: (error) => errors.push((error as Error).message) });
    await eventually(async () => (await cursor('outbox')) === 3);
    expect(bus.published.map(({ id }) => id)).toEqual([events[0]?.id, events[2]?.id]);
    expect(bus.raw.map(({ topic }) => topic)).toEqual(['assay.experiments.v1.dead-letters']);
    expect(bus.raw[0]?.message.headers).toMatchObject({
      ce_id: huge.id,
      dl_reason: 'too-large',
      dl_group: 'assignment.relay',
    });
    expect(errors).toEqual([expect.stringContaining('VariantAdded; up to 2000 are taken')]);
  });

  it('would wait for ever behind it (control)', async () => {
    bus.limit = 2_000;
    const huge = { ...variantAdded('huge'), data: { key: 'huge', config: { text: 'x'.repeat(3_000) } } };
    await inTransaction(test.pool, (client) =>
      appendToOutbox(client, 'assignment', [huge, variantAdded('b')]),
    );
    const failures: unknown[] = [];
    // A bus that says of it what one that is away says.
    const publish = bus.publish.bind(bus);
    bus.publish = (events) =>
      publish(events).catch((error: unknown) => {
        throw new TypeError('refused', { cause: error });
      });
    startRelay({ onError: (error) => failures.push(error) });
    await eventually(() => failures.length > 3);
    expect([bus.published, await cursor('outbox')]).toEqual([[], 0]);
  });

  it('publishes the outbox too, and clears it', async () => {
    const events = ['a', 'b', 'c'].map((name) => variantAdded(name));
    await inTransaction(test.pool, (client) => appendToOutbox(client, 'assignment', events));
    await expect(
      inTransaction(test.pool, async (client) => {
        await appendToOutbox(client, 'assignment', [variantAdded('rolled-back')]);
        throw new TypeError('the model failed');
      }),
    ).rejects.toThrow('the model failed');
    startRelay();
    await eventually(async () => (await cursor('outbox')) === 3);
    expect(bus.published).toEqual(events);
    expect((await test.pool.query('SELECT * FROM outbox')).rows).toEqual([]);
  });

  it('keeps everything while the bus is away, says so, and goes on in order', async () => {
    bus.away = true;
    const relay = startRelay();
    const ids = await append(['a', 'b', 'c']);
    await eventually(() => bus.calls >= 3);
    expect(relay.health()).toMatchObject({ lastError: 'the bus is away' });
    expect(await cursor()).toBe(0);
    bus.away = false;
    await eventually(() => bus.published.length === 3 && relay.health().leading);
    expect(bus.ids()).toEqual(ids);
    expect(relay.health().lastError).toBeUndefined();
  });

  it('repeats what it had in hand after a crash, and skips nothing', async () => {
    const ids = await append(['a', 'b', 'c', 'd']);
    let crashes = 0;
    bus.afterPublish = async () => {
      if (bus.published.length === 2 && crashes === 0) {
        crashes += 1;
        await killSessions();
      }
    };
    startRelay({ batchSize: 2 });
    await eventually(async () => (await cursor()) === 4);
    expect(crashes).toBe(1);
    expect(bus.ids()).toEqual([...ids.slice(0, 2), ...ids]);
  });

  it('control: a cursor that moves before publishing loses what was in hand', async () => {
    await append(['a', 'b', 'c', 'd']);
    await test.pool.query(`UPDATE relay_positions SET position = 2 WHERE log = 'events'`);
    startRelay();
    await eventually(async () => (await cursor()) === 4);
    expect(bus.published).toHaveLength(2);
  });

  it('leaves the work to one process at a time, and another takes over', async () => {
    const first = startRelay();
    await eventually(() => first.health().leading);
    const second = startRelay();
    await append(['a']);
    await eventually(() => bus.published.length === 1);
    await sleep(200);
    expect([first.health().leading, second.health().leading]).toEqual([true, false]);
    await first.stop();
    await eventually(() => second.health().leading);
    await append(['b']);
    await eventually(() => bus.published.length === 2);
    expect(new Set(bus.ids()).size).toBe(2);
  });

  it('does not move a cursor that another process has moved', async () => {
    await append(['a', 'b']);
    bus.afterPublish = async () => {
      bus.afterPublish = async () => undefined;
      await test.pool.query(`UPDATE relay_positions SET position = 1 WHERE log = 'events'`);
    };
    const errors: unknown[] = [];
    startRelay({ onError: (error) => errors.push(error) });
    await eventually(async () => (await cursor()) === 2);
    expect(errors).toMatchObject([{ code: 'relay-superseded' }]);
    expect(bus.ids().slice(2)).toEqual([variantAdded('b').id]);
  });

  it('stops before a gap: positions are dense, so something was lost', async () => {
    await append(['a', 'b', 'c']);
    await test.pool.query('ALTER TABLE events DISABLE TRIGGER events_unchanged');
    await test.pool.query('DELETE FROM events WHERE position = 1');
    const relay = startRelay();
    await eventually(() => relay.health().lastError?.includes('position 2, expected 1'));
    expect(bus.published).toEqual([]);
  });

  it('waits longer from one attempt to the next while the database is away', async () => {
    const errors: unknown[] = [];
    const away = Object.assign(new URL(test.database.databaseUrl), { port: String(await freePort()) });
    startRelay({ databaseUrl: away.href, onError: (error) => errors.push(error) });
    await eventually(() => errors.length > 1);
    await sleep(500);
    expect(errors.length).toBeLessThan(20);
  });

  it('survives that the database ends its sessions', async () => {
    const relay = startRelay();
    await eventually(() => relay.health().leading);
    await killSessions();
    const ids = await append(['a']);
    await eventually(() => bus.published.length > 0);
    expect(bus.ids()).toEqual(ids);
  });
});
