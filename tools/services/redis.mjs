import { mkdirSync } from 'node:fs';
import { Redis } from 'ioredis';
import { launch, onPath, runs, ServiceProblem, stop, waitUntil } from './processes.mjs';
import { inFolder } from './settings.mjs';

const mark = (port) => `redis-server 127.0.0.1:${port}`;

const answers = async (port) => {
  const client = new Redis({ host: '127.0.0.1', port, lazyConnect: true, retryStrategy: null });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
};

const command = (port) => {
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: inFolder('redis'),
    save: '',
    appendonly: 'no',
    daemonize: 'no',
  };
  return [
    'redis-server',
    ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
  ];
};

export const redis = {
  alive: (pid, port) => runs(pid, mark(port)),
  answers,
  start: async (port) => {
    if (!onPath('redis-server')) {
      const install = 'apt-get update && apt-get install -y redis-server';
      throw new ServiceProblem(`Redis is not installed. Install it: ${install}`);
    }
    mkdirSync(inFolder('redis'), { recursive: true });
    const pid = launch('redis', command(port));
    await waitUntil('redis', () => answers(port), { timeoutMs: 30_000 });
    return pid;
  },
  stop: (pid, port) => stop(pid, mark(port)),
};
