import { randomUUID } from 'node:crypto';
import { provision } from '../../distributed/database.mjs';
import { portsFrom, startAll, stopAll } from '../../distributed/processes.mjs';
import { infrastructure, jwtSecret } from '../../distributed/settings.mjs';
import { callerOf } from './caller.mjs';
import { memoryOf } from './resident-memory.mjs';

const PORT = 23_960;
const HOUR_S = 3600;

/**
 * Five services as five processes behind one origin, on the Kafka, Redis and Postgres of `npm run services`, with a
 * database and topics that no earlier run has used; `memory` is that of the rollout service.
 */
export const startDistributed = async () => {
  const { adminUrl, ...rest } = infrastructure();
  const name = `bench_${randomUUID().slice(0, 8)}`;
  const ports = portsFrom(PORT);
  const databaseUrls = await provision(adminUrl, name);
  process.env.LOG_LEVEL ??= 'error';
  let pids = {};
  const started = (all) => (pids = all);
  const stop = () => stopAll(pids);
  await startAll(ports, { ...rest, databaseUrls, name, started }).catch(async (error) => {
    await stop();
    throw error;
  });
  const { issueToken } = await import('../../../libs/auth/dist/index.js');
  const who = { secret: jwtSecret(), subject: 'bench', role: 'admin', expiresInSeconds: HOUR_S };
  const call = callerOf(`http://127.0.0.1:${ports.origin}`, await issueToken(who));
  return { call, memory: () => memoryOf(pids.rollout), stop };
};
