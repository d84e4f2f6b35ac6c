import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { kafkaBrokers, redisUrl, startProcess } from '@assay/testing';
import pg from 'pg';
import { PeakMemory } from './peak-memory.js';
import type { Environment, RunningForm } from './standalone.js';
import { BUS_SESSION_SECONDS } from './standalone.js';

/** The origin and the services take consecutive ports: below those that outgoing connections use. */
const FIRST_PORT = 22_000;
const PORTS = 6;
/** What is killed, in turns. */
const VICTIMS = ['analytics', 'event-ingest', 'assignment', 'rollout', 'promotion'] as const;
const ROOT = resolve(__dirname, '../../../..');

/** Five services as five processes behind one origin, on the Kafka, Redis and Postgres of the tests. */
export async function startDistributed(more: Environment = {}): Promise<RunningForm> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-distributed-'));
  const port = FIRST_PORT + (process.pid % 1000) * PORTS;
  // Databases and topics of its own: several are started from one process, and topics stay.
  const name = `cli_${randomUUID().slice(0, 8)}`;
  const env = {
    NODE_OPTIONS: undefined,
    BUS_SESSION_SECONDS,
    SERVICES_DIR: join(folder, '.services'),
    KAFKA_BROKERS: kafkaBrokers(),
    REDIS_URL: redisUrl(),
    DATABASE_URL: process.env['TEST_DATABASE_URL'],
    ...more,
  };
  const tool = join(ROOT, 'tools/distributed.mjs');
  const begin = (command: string) =>
    startProcess({
      args: [tool, command, '--built', '--name', name, '--port', String(port)],
      env,
      cwd: ROOT,
    });
  const run = async (command: string): Promise<void> => {
    const running = begin(command);
    const { code } = await running.exited;
    if (code !== 0) throw new Error(`distributed ${command}: ${running.output()}`);
  };
  await run('up').catch(async (error: unknown) => {
    await run('down');
    throw error;
  });
  const kept = <Content>(file: string): Content =>
    JSON.parse(readFileSync(join(folder, '.services', file), 'utf8')) as Content;
  const { url } = kept<{ url: string }>('distributed.json');
  const pidOf = (service: string): number =>
    kept<{ pids: Record<string, number> }>(`distributed/${name}.json`).pids[service] ?? 0;
  const memory = new PeakMemory(() => pidOf('analytics'));
  let turn = 0;
  return {
    kind: 'distributed',
    folder,
    url,
    peakMemoryMb: () => memory.look(),
    killAndRestart: async () => {
      memory.look();
      const victim = VICTIMS[turn++ % VICTIMS.length] ?? 'analytics';
      process.kill(pidOf(victim), 'SIGKILL');
      await run('up');
      return victim;
    },
    recover: () => run('up'),
    supervise: async () => {
      const watching = begin('watch');
      await watching.printed(/Watching/);
      return async () => {
        await watching.stop();
        await run('up');
      };
    },
    database: async () => {
      const url = Object.assign(new URL(process.env['TEST_DATABASE_URL'] ?? ''), { pathname: `/${name}` });
      const client = new pg.Client({ connectionString: url.href });
      await client.connect();
      return client;
    },
    stop: async () => {
      await run('down');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
