import { ConfigError, loadConfig, schemaOf } from '../src/index.js';

const env = { DATABASE_URL: 'postgres://a:b@localhost/assay', JWT_SECRET: 'x'.repeat(32) };

const problemsOf = (load: () => unknown): readonly { variable: string }[] => {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('loadConfig', () => {
  it('fills in the defaults of one machine', () => {
    expect(loadConfig('assignment', env)).toEqual({
      service: 'assignment',
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: env.DATABASE_URL,
      bus: { kind: 'postgres', databaseUrl: env.DATABASE_URL, namespace: '' },
      topics: { partitions: 6, retentionMs: -1, replicationFactor: 1 },
      sticky: { kind: 'memory' },
      jwt: { key: { kind: 'secret', secret: env.JWT_SECRET } },
      rateLimits: { perKey: 100_000, perAddress: 100_000 },
      logLevel: 'info',
      migrateOnStart: true,
      awaitImport: false,
    });
  });

  it('reads how many requests clients may make, and who may pass them on', () => {
    const given = {
      RATE_LIMIT_PER_KEY: '500',
      RATE_LIMIT_PER_ADDRESS: '0',
      TRUSTED_PROXIES: '10.0.0.0/8, fd00::/8',
    };
    expect(loadConfig('assignment', { ...env, ...given })).toMatchObject({
      rateLimits: { perKey: 500, perAddress: 0 },
      trustedProxies: ['10.0.0.0/8', 'fd00::/8'],
    });
    for (const [variable, value] of [
      ['RATE_LIMIT_PER_KEY', '-1'],
      ['RATE_LIMIT_PER_ADDRESS', 'many'],
      ['TRUSTED_PROXIES', '10.0.0.0/8,everyone'],
    ] as const)
      expect(() => loadConfig('assignment', { ...env, [variable]: value })).toThrow(variable);
  });

  it('takes how long a process keeps its partitions, as far as the log allows it', () => {
    const kafka = { ...env, BUS: 'kafka', KAFKA_BROKERS: 'a:9092' };
    const sessionMs = (seconds: string, from: object = env) =>
      loadConfig('assignment', { ...from, BUS_SESSION_SECONDS: seconds }).bus.sessionMs;
    expect(sessionMs('')).toBeUndefined();
    expect([sessionMs('1'), sessionMs('6', kafka)]).toEqual([1_000, 6_000]);
    expect(() => sessionMs('5', kafka)).toThrow('BUS_SESSION_SECONDS');
    expect(() => sessionMs('0')).toThrow('BUS_SESSION_SECONDS');
  });

  it('reads the distributed form', () => {
    const config = loadConfig('rollout', {
      DATABASE_URL: env.DATABASE_URL,
      BUS: 'kafka',
      KAFKA_BROKERS: 'a:9092, b:9092',
      KAFKA_NAMESPACE: 'test.',
      STICKY: 'redis',
      REDIS_URL: 'redis://localhost:6379',
      JWKS_URL: 'https://issuer.example/keys',
      JWT_ISSUER: 'https://issuer.example',
      JWT_AUDIENCE: 'assay',
      JWT_DEFAULT_ROLE: 'viewer',
      PORT: '0',
      MIGRATE_ON_START: 'false',
      ASSAY_CLOCK_OFFSET_FILE: '/run/offset',
    });
    expect(config.bus).toEqual({ kind: 'kafka', brokers: ['a:9092', 'b:9092'], namespace: 'test.' });
    expect(config.sticky).toEqual({ kind: 'redis', url: 'redis://localhost:6379' });
    expect(config.jwt).toEqual({
      key: { kind: 'jwks', url: 'https://issuer.example/keys' },
      issuer: 'https://issuer.example',
      audience: 'assay',
      defaultRole: 'viewer',
    });
    expect(config.port).toBe(0);
    expect(config.migrateOnStart).toBe(false);
    expect(config.clockOffsetFile).toBe('/run/offset');
  });

  it('gives the bus a database of its own where one is named', () => {
    const config = loadConfig('analytics', { ...env, BUS_DATABASE_URL: 'postgres://bus@localhost/log' });
    expect(config.bus).toMatchObject({ databaseUrl: 'postgres://bus@localhost/log' });
  });

  it('names everything that is wrong at once, with its value', () => {
    const load = (): unknown =>
      loadConfig('analytics', { PORT: '70000', BUS: 'rabbit', LOG_LEVEL: 'loud', TOPIC_PARTITIONS: 'x' });
    expect(problemsOf(load).map(({ variable }) => variable)).toEqual([
      'DATABASE_URL',
      'PORT',
      'BUS',
      'TOPIC_PARTITIONS',
      'JWT_SECRET',
      'LOG_LEVEL',
    ]);
    expect(load).toThrow('PORT is "70000": give a whole number from 0 to 65535');
  });

  it('never repeats a secret', () => {
    const load = (): unknown =>
      loadConfig('analytics', { ...env, DATABASE_URL: 'mysql://a:hunter2@localhost' });
    expect(load).toThrow('DATABASE_URL is "(not shown)": give a URL that begins with postgres://');
    expect(load).not.toThrow(/hunter2/);
  });

  it.each([
    ['two key types', { ...env, JWKS_URL: 'https://issuer.example/keys' }, 'JWT_SECRET'],
    ['Kafka without brokers', { ...env, BUS: 'kafka' }, 'KAFKA_BROKERS'],
    ['a broker without a port', { ...env, BUS: 'kafka', KAFKA_BROKERS: 'localhost' }, 'KAFKA_BROKERS'],
    ['Redis without an address', { ...env, STICKY: 'redis' }, 'REDIS_URL'],
    ['an empty database address', { ...env, DATABASE_URL: ' ' }, 'DATABASE_URL'],
  ])('refuses %s', (_case, environment, variable) => {
    expect(problemsOf(() => loadConfig('analytics', environment)).map((problem) => problem.variable)).toEqual(
      [variable],
    );
  });
});

it('names the schema of a service', () => {
  expect(schemaOf('event-ingest')).toBe('event_ingest');
});
