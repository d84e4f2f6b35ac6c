import {
  StoreUnavailableError,
  connectionConfig,
  isTransientDatabaseError,
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

describe('database errors', () => {
  it.each([
    '08006', // connection failure
    '53300', // too many connections
    '57P01', // ended by an administrator
    '57P03', // starting up
    '40001', // serialization failure
    '40P01', // deadlock
    '55P03', // lock timeout
    '25P03', // idle in transaction for too long
    'ECONNREFUSED',
    'ECONNRESET',
  ])('%s says "not now"', (code) => {
    expect(isTransientDatabaseError(coded(code))).toBe(true);
  });

  it.each(['23505', '42P01', '42501', '22P02', '25P02', 'ERR_INVALID_ARG_TYPE'])(
    '%s says "never"',
    (code) => {
      expect(isTransientDatabaseError(coded(code))).toBe(false);
    },
  );

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
  ])('of the driver are understood by their words: %s', (message) => {
    expect(isTransientDatabaseError(new Error(message))).toBe(true);
  });

  it('are found behind what wraps them', () => {
    expect(isTransientDatabaseError(new StoreUnavailableError('append', coded('57P01')))).toBe(true);
    expect(isTransientDatabaseError(new Error('outer', { cause: new TypeError('inner') }))).toBe(false);
  });

  it.each([undefined, null, 'text', { code: '57P01' }])('are errors: %p is none', (value) => {
    expect(isTransientDatabaseError(value)).toBe(false);
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
