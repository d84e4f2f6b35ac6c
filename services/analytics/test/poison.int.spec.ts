import type { EventEnvelope } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { RawMessage } from '@assay/event-bus';
import { encodeEvent } from '@assay/event-bus';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually, soakFactor } from '@assay/testing';
import { Client } from 'pg';
import { AnalyticsApp } from './support/analytics-app.js';
import { liveStatistics } from './support/live-model.js';
import { statisticsOf } from './support/oracle.js';
import { DEFINITIONS, traffic } from './support/traffic.js';

const INTERACTIONS = TOPICS.interactions.name;
const MINUTES = 60_000;
const PATIENCE = { timeoutMs: 5 * MINUTES * soakFactor(), intervalMs: 500 };

const withData = (message: RawMessage, change: object): RawMessage => ({
  ...message,
  value: Buffer.from(JSON.stringify({ ...(JSON.parse(message.value.toString()) as object), ...change })),
});
const withHeader = (message: RawMessage, name: string, value: string): RawMessage => ({
  ...message,
  headers: { ...message.headers, [name]: value },
});

/** What a reader cannot take apart, and what it can but no table can hold. */
const KINDS: readonly ((message: RawMessage) => RawMessage)[] = [
  (message) => ({ ...message, value: Buffer.from('{"unit": "u", }') }),
  (message) => ({ ...message, value: Buffer.from('['.repeat(20_000) + ']'.repeat(20_000)) }),
  (message) => ({ ...message, value: Buffer.alloc(1_500_000, 0x20) }),
  (message) => withHeader(message, 'ce_type', 'NeverHeardOf'),
  (message) => withHeader(message, 'ce_time', 'yesterday'),
  (message) => withHeader(message, 'ce_id', 'no-uuid'),
  (message) => withData(message, { unit: 7 }),
  (message) => withData(message, { surprise: true }),
  (message) => withData(message, { unit: 'nul\u0000byte' }),
];

let database: TestDatabase;
let analytics: AnalyticsApp;
beforeAll(async () => {
  database = await createTestDatabase();
  analytics = await AnalyticsApp.start(database.url);
});
afterAll(async () => {
  await analytics.stop();
  await database.drop();
});

/** Why the engine set messages aside, by reason. */
async function setAside(): Promise<Readonly<Record<string, number>>> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ reason: string; n: number }>(
    `SELECT headers ->> 'dl_reason' AS reason, count(DISTINCT (headers ->> 'dl_partition', headers ->> 'dl_offset'))::int AS n
     FROM bus.log WHERE headers ->> 'dl_group' LIKE 'analytics.engine.%' GROUP BY 1`,
  );
  await client.end();
  return Object.fromEntries(rows.map(({ reason, n }) => [reason, n]));
}

describe('one in a hundred messages that cannot be read or counted', () => {
  it(
    'leaves all others counted, is set aside, and stops nothing',
    async () => {
      const events = traffic(29, 170 * soakFactor(), 12);
      const isBad = (index: number): boolean => index % 100 === 50;
      const messages = events.map((event, index) => {
        const poison = KINDS[Math.floor(index / 100) % KINDS.length];
        return isBad(index) && poison !== undefined ? poison(encodeEvent(event)) : encodeEvent(event);
      });
      await analytics.bus.publish(DEFINITIONS);
      for (let start = 0; start < messages.length; start += 500)
        await analytics.bus.publishRaw(INTERACTIONS, messages.slice(start, start + 500));
      const good: readonly EventEnvelope[] = events.filter((_, index) => !isBad(index));
      const expected = statisticsOf([...DEFINITIONS, ...good]);
      await eventually(async () => expect(await liveStatistics(database.url)).toEqual(expected), PATIENCE);
      const bad = events.length - good.length;
      await eventually(async () => {
        const aside = await setAside();
        expect(Object.values(aside).reduce((sum, n) => sum + n, 0)).toBe(bad);
        expect(Object.keys(aside).sort()).toEqual([
          'handler-failed',
          'invalid-data',
          'invalid-envelope',
          'malformed-json',
          'too-deep',
          'too-large',
          'unknown-type',
        ]);
      }, PATIENCE);
      // Control: what was set aside counts for nothing, and would show.
      expect(expected).not.toEqual(statisticsOf([...DEFINITIONS, ...events]));
    },
    10 * MINUTES * soakFactor(),
  );
});
