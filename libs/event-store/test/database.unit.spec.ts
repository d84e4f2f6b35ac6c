import { isTransientError } from '@assay/event-bus';
import {
  StoreUnavailableError,
  VersionConflictError,
  connectionConfig,
  roleOf,
  schemaOf,
  untilAvailable,
} from '../src/index.js';

const coded = (code: string): Error => Object.assign(new Error('failed'), { code });

describe('the schema of a service', () => {
  it('is its name with - as _, and so is its role', () => {
    expect([schemaOf('event-ingest'), roleOf('event-ingest')]).toEqual([
      'event_ingest',
      'assay_event_ingest',
    ]);
  });

  it.each(['', 'Upper', '1st', 'a b', 'a"b', 'a'.repeat(40)])('is refused for %p', (name) => {
    expect(() => schemaOf(name)).toThrow(TypeError);
  });
});

describe('a store that is away', () => {
  it('says "not now" itself', () => {
    expect(isTransientError(new StoreUnavailableError('append', new Error('gone')))).toBe(true);
    expect(isTransientError(new VersionConflictError('s', 1, 2))).toBe(false);
  });
});

describe('a connection of a service', () => {
  it('works in the schema of the service, with limits on what one session can hold up', () => {
    const { options } = connectionConfig(
      { service: 'event-ingest', databaseUrl: 'postgres://x' },
      { lockTimeoutMs: 100, idleInTransactionMs: 200 },
    );
    expect(options).toBe(
      '-c search_path=event_ingest -c lock_timeout=100 -c idle_in_transaction_session_timeout=200',
    );
  });

  it('reads bigint as a number where that is exact, and refuses where it is not', () => {
    const { types } = connectionConfig({ service: 'rollout', databaseUrl: 'postgres://x' });
    const parse = types?.getTypeParser(20, 'text') as (text: string) => unknown;
    expect(parse('9007199254740991')).toBe(9_007_199_254_740_991);
    expect(() => parse('9007199254740993')).toThrow('does not fit a number exactly');
  });

  it('leaves numeric as text, which is exact', () => {
    const { types } = connectionConfig({ service: 'rollout', databaseUrl: 'postgres://x' });
    const parse = types?.getTypeParser(1700, 'text') as (text: string) => unknown;
    expect(parse('0.10000000000000000001')).toBe('0.10000000000000000001');
  });
});

describe('waiting for the database', () => {
  it('tries again while it is away', async () => {
    let attempts = 0;
    const result = await untilAvailable(async () => {
      attempts += 1;
      if (attempts < 3) throw coded('ECONNREFUSED');
      return 'there';
    });
    expect([result, attempts]).toEqual(['there', 3]);
  });

  it('gives up at once where waiting does not help', async () => {
    let attempts = 0;
    const never = untilAvailable(async () => {
      attempts += 1;
      throw coded('28P01');
    });
    await expect(never).rejects.toMatchObject({ code: '28P01' });
    expect(attempts).toBe(1);
  });
});
