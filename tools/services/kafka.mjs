import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { launch, onPath, runs, ServiceProblem, stop, waitUntil } from './processes.mjs';
import { inFolder, root } from './settings.mjs';

const libs = () => inFolder('kafka', 'libs');
const properties = () => inFolder('kafka', 'server.properties');
const java = (heap, ...args) => ['java', `-Xmx${heap}`, '-cp', join(libs(), '*'), ...args];

const needTools = () => {
  const missing = ['java', 'mvn'].filter((program) => !onPath(program));
  if (missing.length === 0) return;
  const command = 'apt-get install -y openjdk-17-jre-headless maven';
  throw new ServiceProblem(
    `Kafka needs Java 17 and Maven; not found: ${missing.join(', ')}. Install: ${command}`,
  );
};

const fetchJars = () => {
  if (existsSync(join(libs(), 'kafka_2.13-4.1.1.jar'))) return;
  console.log('fetching the Kafka broker from Maven Central …');
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${libs()}`];
  const args = ['-q', '-B', '-f', join(root, 'deploy', 'kafka', 'pom.xml'), ...goal];
  execFileSync('mvn', args, { stdio: ['ignore', 'inherit', 'inherit'] });
};

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

const storageTool = (...args) => {
  const [program, ...rest] = java('256m', 'kafka.tools.StorageTool', ...args);
  return execFileSync(program, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
};

const format = () => {
  if (existsSync(inFolder('kafka', 'data', 'meta.properties'))) return;
  const cluster = storageTool('random-uuid').trim().split('\n').at(-1);
  storageTool('format', '-t', cluster, '-c', properties());
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
    needTools();
    mkdirSync(inFolder('kafka'), { recursive: true });
    fetchJars();
    writeProperties(port);
    format();
    const pid = launch('kafka', java('1g', 'kafka.Kafka', properties()));
    await waitUntil('kafka', () => answers(port), { alive: () => alive(pid), timeoutMs: 120_000 });
    return pid;
  },
  stop: (pid) => stop(pid, properties()),
};
