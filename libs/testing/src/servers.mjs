import { mkdtemp, rm, chmod } from 'node:fs/promises';
import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startLocalPostgres } from '@assay/local-postgres';
import { containers } from './containers.mjs';

const say = (text) => process.stderr.write(`${text}\n`);

const embeddedPostgres = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-test-postgres-'));
  await chmod(folder, 0o711);
  const server = await startLocalPostgres({
    folder: join(folder, 'server'),
    password: 'test',
    durable: false,
  });
  const remove = () => rm(folder, { recursive: true, force: true });
  return {
    value: server.url,
    stop: () => server.stop().then(remove),
    stopNow: () => {
      process.kill(server.pid, 'SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const given = (...names) => names.map((name) => process.env[name]).find(Boolean);

const startPostgres = async () => {
  const url = given('TEST_DATABASE_URL', 'DATABASE_URL');
  return url ? { value: url } : embeddedPostgres();
};

const startOptional = async (environment, start) => {
  if (environment) return { value: environment };
  const docker = await containers();
  return docker.available ? start(docker, await freePort()) : { missing: docker.reason };
};

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const findChromium = () => {
  const program = given('TEST_CHROMIUM', 'CHROMIUM') ?? CHROMIUM.find((path) => existsSync(path));
  return program ? { value: program } : { missing: 'no program at CHROMIUM or in /usr/bin' };
};

const HINT =
  'Start Kafka and Redis with "npm run services -- up"; "apt-get install chromium" brings a browser.';

const requireAll = (parts) => {
  const missing = Object.entries(parts).filter(([, part]) => part.missing);
  if (missing.length === 0) return;
  const text = missing.map(([name, part]) => `${name} is not at hand (${part.missing})`).join('; ');
  if (process.env.REQUIRE_SERVICES === '1')
    throw new Error(`${text}, and REQUIRE_SERVICES=1 allows nothing to be left out. ${HINT}`);
  say(`${text}: tests that need it are not run. ${HINT}`);
};

const environmentOf = (parts) =>
  Object.fromEntries(
    Object.entries({
      TEST_DATABASE_URL: parts.Postgres.value,
      TEST_KAFKA_BROKERS: parts.Kafka.value,
      TEST_REDIS_URL: parts.Redis.value,
      TEST_CHROMIUM: parts.Chromium.value,
    }).filter(([, value]) => value !== undefined),
  );

/**
 * Postgres from `TEST_DATABASE_URL`/`DATABASE_URL`, else embedded; Kafka from `KAFKA_BROKERS` and Redis from
 * `REDIS_URL`, else Docker where images can be had; Chromium from `CHROMIUM`, else where it is installed. Else they
 * are left out, which `REQUIRE_SERVICES=1` forbids.
 */
export const startServers = async () => {
  const parts = {
    Kafka: await startOptional(given('TEST_KAFKA_BROKERS', 'KAFKA_BROKERS'), (docker, port) =>
      docker.kafka(port),
    ),
    Redis: await startOptional(given('TEST_REDIS_URL', 'REDIS_URL'), (docker) => docker.redis()),
    Chromium: findChromium(),
  };
  requireAll(parts);
  const all = { Postgres: await startPostgres(), ...parts };
  return { environment: environmentOf(all), parts: Object.values(all), stopped: false };
};

export const stopServers = async (servers) => {
  if (!servers || servers.stopped) return;
  servers.stopped = true;
  await Promise.all(servers.parts.map((part) => part.stop?.()));
};

stopServers.now = (servers) => {
  if (servers.stopped) return;
  servers.stopped = true;
  for (const part of servers.parts) part.stopNow?.();
};
