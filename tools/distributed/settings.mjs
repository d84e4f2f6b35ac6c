import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exportsFor, inFolder, readState, secrets } from '../services/settings.mjs';

/** Whose the data keys of units are, where privacy is on. */
export const KEY_KEEPER = 'privacy';

export class DistributedProblem extends Error {}

const options = {
  port: { type: 'string', default: process.env.DISTRIBUTED_PORT ?? '3100' },
  name: { type: 'string', default: process.env.DISTRIBUTED_NAME ?? 'assay' },
  built: { type: 'boolean', default: false },
  help: { type: 'boolean' },
};

/** The command and its options; `name` keeps several installations on one machine apart. */
export const readArguments = () => {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1024 || port > 65_000) {
    throw new DistributedProblem(`--port is "${values.port}": give a number from 1024 to 65000.`);
  }
  if (!/^[a-z][a-z0-9_]{0,30}$/.test(values.name)) {
    throw new DistributedProblem(`--name is "${values.name}": give small letters, digits and _.`);
  }
  const { name, built } = values;
  return { command: values.help ? 'help' : positionals[0], port, name, built };
};

/** Kafka, Redis and Postgres: from the environment, else those of `npm run services`. */
export const infrastructure = () => {
  const given = ['KAFKA_BROKERS', 'REDIS_URL', 'DATABASE_URL'].map((name) => process.env[name]);
  if (given.every(Boolean)) {
    return { kafkaBrokers: given[0], redisUrl: given[1], adminUrl: given[2] };
  }
  const running = readState();
  if (!running)
    throw new DistributedProblem('Kafka, Redis and Postgres are not there. Run: npm run services -- up');
  const { KAFKA_BROKERS, REDIS_URL, DATABASE_URL } = exportsFor(running.ports);
  return { kafkaBrokers: KAFKA_BROKERS, redisUrl: REDIS_URL, adminUrl: DATABASE_URL };
};

/** Roles belong to the whole server: whoever provisions it again must come to the same password. */
export const rolePassword = (adminUrl, service) =>
  createHmac('sha256', new URL(adminUrl).password).update(`role of ${service}`).digest('hex');

export const jwtSecret = () => secrets().jwtSecret;

const stateFile = (name) => inFolder('distributed', `${name}.json`);

export const readInstallation = (name) => {
  try {
    return JSON.parse(readFileSync(stateFile(name), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
};

export const writeInstallation = (name, state) => {
  mkdirSync(join(stateFile(name), '..'), { recursive: true });
  writeFileSync(stateFile(name), `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
};

export const forgetInstallation = (name) => rmSync(stateFile(name), { force: true });

/** Where the command line client finds address and secret of the installation on this machine. */
export const writeForClients = (url) => {
  const text = `${JSON.stringify({ url, jwtSecret: jwtSecret() }, null, 2)}\n`;
  writeFileSync(inFolder('distributed.json'), text, { mode: 0o600 });
};
