import { setTimeout as sleep } from 'node:timers/promises';
import type { EventEnvelope } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { createBus } from '@assay/event-bus';
import type { RunningProcess } from '@assay/testing';
import { eventually, startSource } from '@assay/testing';
import { variantAdded } from './example-events.js';
import type { TestStore } from './test-store.js';
import { openTestStore } from './test-store.js';

const STREAMS = 8;
const EVENTS = 800;

describe('a relay that is killed again and again', () => {
  let test: TestStore;
  let bus: EventBus;
  let relay: RunningProcess;
  beforeEach(async () => {
    test = await openTestStore();
    bus = createBus({ bus: { kind: 'postgres', databaseUrl: test.database.databaseUrl } });
    await bus.createTopics();
  });
  afterEach(async () => {
    await relay.stop('SIGKILL');
    await bus.close();
    await test.close();
  });

  const start = (): RunningProcess =>
    startSource('libs/event-store/test/processes/relay-process.ts', {
      DATABASE_URL: test.database.databaseUrl,
    });
  const lag = async (): Promise<number> => {
    const { rows } = await test.pool.query<{ position: number }>(
      `SELECT position FROM relay_positions WHERE log = 'events'`,
    );
    return (await test.store.end()) - (rows[0]?.position ?? 0);
  };
  async function write(): Promise<void> {
    for (let n = 0; n < EVENTS; n += 1) {
      const stream = `default/experiment/s${String(n % STREAMS)}`;
      await test.store.append(stream, Math.floor(n / STREAMS), [variantAdded(`v${String(n)}`, stream)]);
    }
  }
  /** What lies in the log, by stream. */
  async function published(): Promise<ReadonlyMap<string, readonly EventEnvelope[]>> {
    const streams = new Map<string, EventEnvelope[]>();
    const reading = await bus.read({
      name: 'test',
      topics: [TOPICS.experiments.name],
      handle: async ({ events }) => {
        for (const { event } of events)
          streams.set(event.subject, [...(streams.get(event.subject) ?? []), event]);
      },
    });
    await reading.caughtUp;
    await reading.stop();
    return streams;
  }

  it('publishes everything, in order in each stream, whatever it repeats', async () => {
    relay = start();
    const writing = write();
    for (let kills = 0; kills < 3; kills += 1) {
      await relay.printed(/relaying/);
      await sleep(150 + kills * 70);
      await relay.stop('SIGKILL');
      relay = start();
    }
    await writing;
    await eventually(async () => (await lag()) === 0);
    const streams = await published();
    expect(streams.size).toBe(STREAMS);
    for (const events of streams.values()) {
      // A reader applies version last + 1 and ignores older ones; a gap would stop it here.
      let version = 0;
      for (const { streamversion = 0 } of events) {
        expect(streamversion).toBeLessThanOrEqual(version + 1);
        version = Math.max(version, streamversion);
      }
      expect(version).toBe(EVENTS / STREAMS);
    }
  });
});
