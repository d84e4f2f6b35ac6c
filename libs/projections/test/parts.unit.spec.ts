import { isTransientError } from '@assay/event-bus';
import { restOf } from '../src/batch/batch-applier.js';
import { InvalidDefinitionError, NotLiveError, RebuildRunningError } from '../src/index.js';
import { tablesOf } from '../src/generations/generation.js';
import { completenessOf } from '../src/reading/completeness.js';
import { batchOf, interaction, numbers } from './example-events.js';

describe('completeness', () => {
  const partition = (partition: number, completeTo: number | null) => ({
    topic: 't',
    partition,
    offset: partition * 10,
    endOffset: 100,
    completeTo,
  });

  it('is the earliest instant of all partitions', () => {
    expect(
      completenessOf([partition(0, 3_000), partition(1, 1_000), partition(2, 2_000)]).completeTo,
    ).toEqual(new Date(1_000));
  });

  it('is not known while one partition was never reported', () => {
    expect(completenessOf([partition(0, 3_000), partition(1, null)]).completeTo).toBeNull();
  });

  it('is not known without partitions', () => {
    expect(completenessOf([])).toEqual({ completeTo: null, positions: [] });
  });

  it('gives the vector of offsets', () => {
    expect(completenessOf([partition(0, 1), partition(1, 2)]).positions).toEqual([
      { topic: 't', partition: 0, offset: 0 },
      { topic: 't', partition: 1, offset: 10 },
    ]);
  });
});

describe('the schema of a generation', () => {
  it('names service, projection, version and generation', () => {
    expect(tablesOf('event-ingest', { name: 'unit-counts', version: 3 }, 12)).toBe(
      'event_ingest_unit_counts_v3_g12',
    );
  });

  it.each(['', 'Upper', 'with space', 'quote"', '1st'])('is refused for a projection %p', (name) => {
    expect(() => tablesOf('analytics', { name, version: 1 }, 1)).toThrow(InvalidDefinitionError);
  });

  it('is refused where Postgres would cut it off', () => {
    expect(() => tablesOf('analytics', { name: 'a'.repeat(50), version: 1 }, 1)).toThrow('is longer than 63');
  });
});

describe('the rest of a batch', () => {
  const batch = batchOf(
    numbers(5).map((n) => interaction(n)),
    { topic: 't', offset: 10 },
  );

  it('begins at the position', () => {
    const rest = restOf(batch, 13);
    expect([rest.firstOffset, rest.nextOffset, rest.events.map(({ offset }) => offset)]).toEqual([
      13,
      15,
      [13, 14],
    ]);
  });

  it('is the whole batch for a position at or before its beginning', () => {
    expect(restOf(batch, 10)).toEqual(batch);
    expect(restOf(batch, 3)).toEqual(batch);
  });
});

describe('errors that only say "not now"', () => {
  it.each([
    new NotLiveError('engine', 2, 1),
    Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    Object.assign(new Error('the log is away'), { transient: true }),
  ])('wait: %p', (error) => {
    expect(isTransientError(error)).toBe(true);
  });

  it.each([
    new TypeError('undefined is not a function'),
    new RebuildRunningError('engine', 2),
    Object.assign(new Error('no such table'), { code: '42P01' }),
    Object.assign(new Error('the log is damaged'), { transient: false }),
    'text',
    null,
  ])('are not these: %p', (error) => {
    expect(isTransientError(error)).toBe(false);
  });

  it('name the values they state', () => {
    expect(new NotLiveError('engine', 2, 1).message).toBe(
      'version 2 of projection engine is not live; version 1 is',
    );
    expect(new NotLiveError('engine', 1, undefined)).toMatchObject({
      code: 'PROJECTION_NOT_LIVE',
      transient: true,
    });
  });
});
