import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..', '..');
export const folder = resolve(process.env.SERVICES_DIR ?? join(root, '.services'));
export const inFolder = (...names) => join(folder, ...names);

export const ports = {
  kafka: Number(process.env.KAFKA_PORT ?? 19092),
  redis: Number(process.env.REDIS_PORT ?? 16379),
  postgres: Number(process.env.POSTGRES_PORT ?? 15432),
};

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
};

const writePrivate = (file, text) => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text, { mode: 0o600 });
};

/** What `up` started: `{ mode: 'native' | 'docker', ports, pids }`; `undefined` when nothing was. */
export const readState = () => readJson(inFolder('state.json'));
export const writeState = (state) =>
  writePrivate(inFolder('state.json'), `${JSON.stringify(state, null, 2)}\n`);

/** Passwords of this machine's services: made once, readable by this user only. */
export const secrets = () => {
  const file = inFolder('secrets.json');
  const known = readJson(file);
  if (known) return known;
  const made = {
    postgresPassword: randomBytes(18).toString('base64url'),
    jwtSecret: randomBytes(48).toString('base64url'),
  };
  writePrivate(file, `${JSON.stringify(made, null, 2)}\n`);
  return made;
};

/** The variables under which tests and services find what is running. */
export const exportsFor = (used) => ({
  KAFKA_BROKERS: `127.0.0.1:${used.kafka}`,
  REDIS_URL: `redis://127.0.0.1:${used.redis}`,
  DATABASE_URL: `postgres://postgres:${secrets().postgresPassword}@127.0.0.1:${used.postgres}/postgres`,
});

/** Written beside the state, to be sourced by a shell. */
export const writeEnvironment = (used) => {
  const lines = Object.entries(exportsFor(used)).map(([name, value]) => `export ${name}='${value}'`);
  writePrivate(inFolder('env'), `${lines.join('\n')}\n`);
  return lines;
};
