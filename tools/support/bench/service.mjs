import { randomUUID } from 'node:crypto';
import { SERVICES } from '../../../deploy/origin/routes.mjs';
import { provision } from '../../distributed/database.mjs';
import { startProcess, stopAll } from '../../distributed/processes.mjs';
import { infrastructure, jwtSecret } from '../../distributed/settings.mjs';
import { waitUntil } from '../../services/processes.mjs';

const PORT = 3950;

/**
 * Starts one service as a process of its own on the Kafka, Redis and Postgres of `npm run services`, with topics that
 * no earlier run has used; returns its address, a token and how to stop it. A second one beside it needs another name
 * and port.
 */
export const startService = async (service, { name = 'bench', port = PORT } = {}) => {
  const { adminUrl, ...rest } = infrastructure();
  process.env.KAFKA_NAMESPACE = `${name}-${randomUUID().slice(0, 8)}.`;
  const databaseUrls = await provision(adminUrl, name);
  const ports = { [service]: port + SERVICES.indexOf(service) };
  const url = `http://127.0.0.1:${ports[service]}`;
  const pids = { [service]: startProcess(service, ports, { ...rest, databaseUrls, name }) };
  await waitUntil(`${name}-${service}`, async () => {
    const { ok, status } = await fetch(`${url}/health/ready`);
    if (!ok) throw new TypeError(`/health/ready says ${status}`);
  });
  const { issueToken } = await import('../../../libs/auth/dist/index.js');
  const token = await issueToken({
    secret: jwtSecret(),
    subject: 'bench',
    role: 'admin',
    expiresInSeconds: 3600,
  });
  return { url, token, kafkaBrokers: rest.kafkaBrokers, pid: pids[service], stop: () => stopAll(pids) };
};
