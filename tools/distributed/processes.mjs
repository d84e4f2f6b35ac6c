import { join } from 'node:path';
import { SERVICES } from '../../deploy/origin/routes.mjs';
import { launch, runs, stop, waitUntil } from '../services/processes.mjs';
import { inFolder, root } from '../services/settings.mjs';
import { jwtSecret, KEY_KEEPER } from './settings.mjs';

const variableOf = (service) => `${service.toUpperCase().replaceAll('-', '_')}_URL`;
const urlOf = (port) => `http://127.0.0.1:${port}`;

export const mainOf = (process) =>
  process === 'origin'
    ? join(root, 'deploy', 'origin', 'main.mjs')
    : join(root, 'services', process, 'dist', 'main.js');

/** The origin's port, and the ones after it for the services in their order. */
export const portsFrom = (first) =>
  Object.fromEntries(['origin', ...SERVICES].map((process, index) => [process, first + index]));

const serviceEnvironment = (service, { databaseUrls, kafkaBrokers, redisUrl, name }) => ({
  DATABASE_URL: databaseUrls[service],
  PRIVACY_DATABASE_URL: process.env.PRIVACY_DATABASE_URL ?? databaseUrls[KEY_KEEPER],
  BUS: 'kafka',
  KAFKA_BROKERS: kafkaBrokers,
  KAFKA_NAMESPACE: process.env.KAFKA_NAMESPACE ?? (name === 'assay' ? '' : name),
  STICKY: 'redis',
  REDIS_URL: redisUrl,
  JWT_SECRET: jwtSecret(),
  CONFIG_CACHE_DIR: inFolder('distributed', name, 'config', service),
});

const originEnvironment = (ports) =>
  Object.fromEntries(SERVICES.map((service) => [variableOf(service), urlOf(ports[service])]));

/** As in deploy/Dockerfile. */
const MEMORY = { MALLOC_ARENA_MAX: '2' };

/** As in deploy/Dockerfile: half of what V8 would take for its young generation saves 16 MB of each service but analytics. */
const nodeFlags = (service) => [`--max-semi-space-size=${service === 'analytics' ? 16 : 8}`];

const HELD = /behind its log|waits for an import/;

/** What a service waits for that only a person can do; undefined when it is ready. */
const readyOrHeld = async (port) => {
  const answer = await fetch(`${urlOf(port)}/health/ready`, { signal: AbortSignal.timeout(5000) });
  const text = await answer.text();
  if (answer.ok) return undefined;
  const checks = Object.values(JSON.parse(text).checks ?? {});
  const held = checks.find(({ detail }) => HELD.test(detail ?? ''));
  if (!held) throw new Error(`/health/ready says ${answer.status}: ${text}`);
  return held.detail;
};

const ready = async (port) => {
  const held = await readyOrHeld(port);
  if (held) throw new Error(held);
};

const alive = (name, pid) => runs(pid, mainOf(name));

export const startProcess = (process_, ports, options) => {
  const specific = process_ === 'origin' ? originEnvironment(ports) : serviceEnvironment(process_, options);
  const env = { ...process.env, ...specific, PORT: String(ports[process_]), HOST: '127.0.0.1', ...MEMORY };
  const logName = options.name === 'assay' ? process_ : `${options.name}-${process_}`;
  return launch(logName, [process.execPath, ...nodeFlags(process_), mainOf(process_)], { cwd: root, env });
};

/**
 * Starts the five services and the origin, except for those of `running` that live, and waits until each says that it
 * is ready, or what a person has to do first; returns that, by service.
 */
export const startAll = async (ports, options, running = {}) => {
  const names = Object.keys(ports);
  const pidOf = (name) =>
    alive(name, running[name] ?? 0) ? running[name] : startProcess(name, ports, options);
  const pids = Object.fromEntries(names.map((name) => [name, pidOf(name)]));
  options.started(pids);
  const logName = (name) => (options.name === 'assay' ? name : `${options.name}-${name}`);
  const held = {};
  const look = async (name) => {
    // The origin is ready when the services are: here it only has to be there.
    if (name === 'origin') return void (await fetch(`${urlOf(ports[name])}/health/live`));
    const detail = await readyOrHeld(ports[name]);
    if (detail) held[name] = detail;
  };
  await Promise.all(
    names.map((name) =>
      waitUntil(logName(name), () => look(name), {
        alive: () => alive(name, pids[name]),
        timeoutMs: 120_000,
      }),
    ),
  );
  return held;
};

export const stopAll = (pids) =>
  Promise.all(Object.entries(pids).map(async ([name, pid]) => [name, await stop(pid, mainOf(name))]));

export const readyOf = async ({ pids, ports }) =>
  Promise.all(
    Object.keys(ports).map(async (name) => {
      if (!alive(name, pids[name])) return [name, 'not running'];
      return [
        name,
        await ready(ports[name]).then(
          () => 'ready',
          () => 'not ready',
        ),
      ];
    }),
  );
