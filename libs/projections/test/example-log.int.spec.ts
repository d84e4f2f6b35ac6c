import { randomUUID } from 'node:crypto';
import { describeWith, kafkaBrokers } from '@assay/testing';
import type { ProjectionDefinition } from '../src/index.js';
import { UNIT_COUNTS } from './example-projections.js';
import { everyProjection } from './example-log/every-projection.js';
import type { CopiedTopic } from './example-log/example-log.js';
import { exampleLog } from './example-log/example-log.js';
import type { Hashes } from './example-log/replayed-log.js';
import { replayLog } from './example-log/replayed-log.js';
import { aYearLater } from './example-log/shifted-clock.js';

/** The controls: what looks at the clock, and what depends on batches, comes out otherwise. */
const clocked = (name: string, value: () => number): ProjectionDefinition => ({
  ...UNIT_COUNTS,
  name,
  tables: ['CREATE TABLE seen (at numeric)'],
  duplicates: 'by-model',
  hashQueries: ['SELECT max(at) AS at FROM seen'],
  apply: async (_events, scope) => {
    await scope.query('INSERT INTO seen VALUES ($1)', [value()]);
  },
});
const CONTROLS = [
  clocked('year', () => new Date().getUTCFullYear()),
  { ...clocked('batches', () => 1), hashQueries: ['SELECT sum(at) AS at FROM seen'] },
];

const LONG_MS = 300_000;

describe('the whole log of the example', () => {
  const owned = [
    ...everyProjection(),
    ...CONTROLS.map((definition) => ({ service: 'analytics', definition })),
  ];
  const without = (hashes: Hashes): Hashes =>
    Object.fromEntries(
      Object.entries(hashes).filter(
        ([name]) => !CONTROLS.some((control) => name === `analytics ${control.name}`),
      ),
    );
  let log: readonly CopiedTopic[];
  let first: Hashes;

  beforeAll(async () => {
    log = await exampleLog();
    first = await replayLog(log, owned, { batchSize: 500, partitions: 6 });
  }, LONG_MS);

  it('has decisions and observations for the read models of every service', () => {
    const full = log.filter(({ messages }) => messages.length > 0).map(({ topic }) => topic);
    for (const name of ['access', 'assignments', 'experiments', 'interactions', 'metrics', 'promotions'])
      expect(full).toContain(`assay.${name}.v1`);
    expect(Object.keys(without(first)).length).toBeGreaterThan(20);
  });

  it('gives the same bytes in small batches', async () => {
    const hashes = await replayLog(log, owned, { batchSize: 40, partitions: 6 });
    expect(without(hashes)).toEqual(without(first));
    expect(hashes['analytics batches']).not.toBe(first['analytics batches']);
  });

  it('gives the same bytes from another number of partitions, in other batches, a year later', async () => {
    const hashes = await aYearLater(() => replayLog(log, owned, { batchSize: 150, partitions: 2 }));
    expect(without(hashes)).toEqual(without(first));
    expect(hashes['analytics year']).not.toBe(first['analytics year']);
  });

  describeWith('kafka', 'on Kafka, with every database lost', () => {
    it('gives the same bytes again', async () => {
      const brokers = (kafkaBrokers() ?? '').split(',');
      const bus = { kind: 'kafka', brokers, namespace: `example-${randomUUID()}` } as const;
      const hashes = await replayLog(log, owned, { batchSize: 250, partitions: 3, bus });
      expect(without(hashes)).toEqual(without(first));
    });
  });
});
