import { timeOrderedId, TOPICS } from '@assay/contracts';
import type { ProjectionDefinition } from '../src/index.js';
import { batchOf, interaction } from './example-events.js';
import { UNIT_COUNTS } from './example-projections.js';
import { TestRuntime } from './test-runtime.js';

const INTERACTIONS = TOPICS.interactions.name;

describe('a model that remembers ids for a time', () => {
  let test: TestRuntime;
  beforeEach(async () => {
    test = await TestRuntime.open();
  });
  afterEach(() => test.close());

  const DAY = 86_400_000;
  const RECENT: ProjectionDefinition = {
    ...UNIT_COUNTS,
    name: 'recent',
    duplicates: { withinMs: 30 * DAY },
  };
  const ofDay = (day: number) => ({
    ...interaction(day),
    id: timeOrderedId(Date.parse('2026-01-05T10:00:00.000Z') + day * DAY, String(day)),
  });
  // Repeats near and far, and one event that is late for the first time.
  const DAYS = [0, 1, 1, 20, 0, 40, 20, 5, 1, 60, 31, 31, 5, 100, 60];
  const FRESH = [0, 1, 20, 40, 60, 31, 100];
  const countedBy = async (definition: ProjectionDefinition, batchSize: number): Promise<number> => {
    await test.prepare(definition);
    for (let offset = 0; offset < DAYS.length; offset += batchSize) {
      const events = DAYS.slice(offset, offset + batchSize).map(ofDay);
      await test.applier(definition).apply(batchOf(events, { topic: INTERACTIONS, offset }));
    }
    const [row] = await test.rows<{ n: string }>(definition, 'SELECT sum(n) AS n FROM unit_counts');
    return Number(row?.n);
  };

  it.each([
    [1, 1],
    [4, 1],
    // What comes with the newest is forgotten with the next batch.
    [100, FRESH.length],
  ])('counts each event once at most, in batches of %i', async (batchSize, left) => {
    expect(await countedBy(RECENT, batchSize)).toBe(FRESH.length);
    expect(await test.rows(RECENT, 'SELECT id FROM runtime_recent_events')).toHaveLength(left);
  });

  it('control: a model that remembers none counts them all', async () => {
    const naive = { ...RECENT, name: 'forgetful', duplicates: 'by-model' as const };
    expect(await countedBy(naive, 1)).toBe(DAYS.length);
  });
});
