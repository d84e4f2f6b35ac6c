import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { fetchJars, formatStorage, java, newClusterId } from './kafka-programs.mjs';
import { launch, runs, stop, waitUntil } from './processes.mjs';
import { inFolder, root } from './settings.mjs';

const properties = () => inFolder('kafka', 'server.properties');
const writeProperties = (port) => {
  const base = readFileSync(join(root, 'deploy', 'kafka', 'server.properties'), 'utf8');
  const own = {
    'controller.quorum.voters': `1@127.0.0.1:${port + 1}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${port + 1}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'log.dirs': inFolder('kafka', 'data'),
  };
  const lines = Object.entries(own).map(([name, value]) => `${name}=${value}`);
  writeFileSync(properties(), `${base}${lines.join('\n')}\n`);
};

const alive = (pid) => runs(pid, properties());

// A new broker answers metadata before its group coordinator has loaded: both must answer.
const answers = async (port) => {
  const kafka = new Kafka({
    brokers: [`127.0.0.1:${port}`],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2000,
    requestTimeout: 5000,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.describeCluster();
    await admin.describeGroups(['assay-services-probe']);
  } finally {
    await admin.disconnect();
  }
};

export const kafka = {
  alive,
  answers,
  start: async (port) => {
    mkdirSync(inFolder('kafka'), { recursive: true });
    fetchJars();
    writeProperties(port);
    formatStorage(newClusterId, inFolder('kafka', 'data'), properties());
    const pid = launch('kafka', java('1g', 'kafka.Kafka', properties()));
    await waitUntil('kafka', () => answers(port), { alive: () => alive(pid), timeoutMs: 120_000 });
    return pid;
  },
  stop: (pid) => stop(pid, properties()),
};
