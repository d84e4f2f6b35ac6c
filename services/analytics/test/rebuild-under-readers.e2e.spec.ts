import { setTimeout as sleep } from 'node:timers/promises';
import type { EventEnvelope } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually } from '@assay/testing';
import { Client } from 'pg';
import type { ExperimentReport } from '../src/index.js';
import { AnalyticsApp } from './support/analytics-app.js';
import { exposure, metric, START } from './support/events.js';
import { ExperimentStory } from './support/experiment-story.js';

const REPORT = '/api/v1/reports/experiments/checkout';
const REBUILD = '/api/v1/admin/services/analytics/projections/engine/rebuild';
const READERS = 100;
const FIRST = 1_500;
const PIECE = 100;
/** They are a hundred on one processor: what is not read is what the rebuild has to work with. */
const PAUSE_MS = 2_000;
const LONG_MS = 300_000;
const PIECE_EVERY_MS = 100;

const exposures = (from: number, count: number): readonly EventEnvelope[] =>
  Array.from({ length: count }, (_, at) => {
    const number = from + at;
    const variant = number % 2 === 0 ? 'control' : 'treatment';
    return exposure({ unit: `u${String(number)}`, time: START, experiment: 'checkout', variant });
  });

/** Every message of the interactions is one unit's first exposure: a report counts as many units as it covers messages. */
function seenIn({ variants, coverage }: ExperimentReport): {
  readonly units: number;
  readonly messages: number;
} {
  const covered = coverage.positions.filter(({ topic }) => topic === TOPICS.interactions.name);
  return {
    units: variants.reduce((sum, { units }) => sum + units, 0),
    messages: covered.reduce((sum, { offset }) => sum + offset, 0),
  };
}

describe('a hundred readers of a report, while its read model is rebuilt twice under traffic', () => {
  let database: TestDatabase;
  let analytics: AnalyticsApp;
  const seen = { reads: 0, failed: [] as unknown[], mixed: [] as unknown[] };
  let published = FIRST;
  let tablesBefore: string;

  const report = () => analytics.call<ExperimentReport>('GET', REPORT);
  const liveTables = async (): Promise<string> => {
    const found = await query(
      `SELECT tables_in FROM analytics.projection_generations WHERE projection = 'engine' AND status = 'live'`,
    );
    return String(found[0]?.['tables_in']);
  };
  const query = async (sql: string): Promise<readonly Record<string, unknown>[]> => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  const readUntil = async (isOver: () => boolean): Promise<void> => {
    for (let least = 0; !isOver(); seen.reads += 1) {
      const { status, body } = await report();
      if (status !== 200) {
        seen.failed.push({ status, body });
        return;
      }
      const { units, messages } = seenIn(body);
      if (units !== messages || units < least) seen.mixed.push({ units, messages, least });
      least = Math.max(least, units);
      await sleep(PAUSE_MS);
    }
  };

  const rebuild = async (): Promise<void> => {
    const begun = await analytics.call('POST', REBUILD, { role: 'admin' });
    expect(begun).toMatchObject({ status: 202 });
    expect((await analytics.call('POST', REBUILD, { role: 'admin' })).body).toMatchObject({
      code: 'REBUILD_RUNNING',
    });
    const { generation } = begun.body;
    let isDone = false;
    while (!isDone) {
      await analytics.bus.publish(exposures(published, PIECE));
      published += PIECE;
      await sleep(PIECE_EVERY_MS);
      const { body } = await analytics.call('GET', REBUILD);
      isDone = body['generation'] === generation && body['state'] === 'done';
    }
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    analytics = await AnalyticsApp.start(database.url);
    await analytics.bus.publish(ExperimentStory.running('checkout', { primary: metric('bought') }).events);
    await analytics.bus.publish(exposures(0, FIRST));
    await eventually(async () => {
      expect(seenIn((await report()).body)).toEqual({ units: FIRST, messages: FIRST });
    });
    tablesBefore = await liveTables();
    let over = false;
    const readers = Array.from({ length: READERS }, () => readUntil(() => over));
    await rebuild();
    await rebuild();
    over = true;
    await Promise.all(readers);
  }, LONG_MS);
  afterAll(async () => {
    await analytics.stop();
    await database.drop();
  });

  it('never fails, and never gives a mixture', () => {
    expect(seen.reads).toBeGreaterThan(READERS);
    expect({ failed: seen.failed, mixed: seen.mixed }).toEqual({ failed: [], mixed: [] });
  });

  it('ends with everything counted, in other tables', async () => {
    await eventually(async () => {
      expect(seenIn((await report()).body)).toEqual({ units: published, messages: published });
    });
    expect(await liveTables()).not.toBe(tablesBefore);
  });

  it('would have failed readers who keep the tables that were live when they began', async () => {
    await expect(query(`SELECT 1 FROM ${tablesBefore}.exposure_statistics`)).rejects.toMatchObject({
      code: '42P01',
    });
  });
});
