import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { kafka } from './kafka.mjs';
import { waitUntil } from './processes.mjs';
import { postgres } from './postgres.mjs';
import { redis } from './redis.mjs';
import { ports, root, secrets, writeState } from './settings.mjs';

const file = join(root, 'deploy', 'services.compose.yml');
const answers = { kafka: kafka.answers, redis: redis.answers, postgres: postgres.answers };

const compose = (args, { used = ports, quiet = false } = {}) =>
  spawnSync('docker', ['compose', '-p', 'assay-services', '-f', file, ...args], {
    stdio: quiet ? 'ignore' : 'inherit',
    timeout: 600_000,
    env: {
      ...process.env,
      KAFKA_PORT: String(used.kafka),
      REDIS_PORT: String(used.redis),
      POSTGRES_PORT: String(used.postgres),
      POSTGRES_PASSWORD: secrets().postgresPassword,
    },
  }).status === 0;

const daemonAnswers = () => spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 }).status === 0;

/** Docker may answer while no image can be pulled, which is of no use: only pulled images count. */
export const dockerUsable = () => daemonAnswers() && compose(['pull', '--quiet'], { quiet: true });

export const docker = {
  up: async () => {
    if (!compose(['up', '-d'])) throw new Error('docker compose up failed');
    writeState({ mode: 'docker', ports, pids: {} });
    for (const [name, check] of Object.entries(answers)) {
      await waitUntil(name, () => check(ports[name]), { timeoutMs: 120_000 });
      console.log(`${name}: running in Docker on 127.0.0.1:${ports[name]}`);
    }
  },
  down: async (state) => void compose(['down'], { used: state.ports }),
  status: async (state) => {
    const entries = Object.entries(answers).map(async ([name, check]) => {
      const answered = await check(state.ports[name]).then(
        () => true,
        () => false,
      );
      return [name, answered ? state.ports[name] : undefined];
    });
    return Object.fromEntries(await Promise.all(entries));
  },
};
