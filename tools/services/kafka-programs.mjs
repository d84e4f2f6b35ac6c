import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onPath, ServiceProblem } from './processes.mjs';
import { inFolder, root } from './settings.mjs';

const libs = () => inFolder('kafka', 'libs');

/** A Java program of the broker, as a command. */
export const java = (heap, ...args) => ['java', `-Xmx${heap}`, '-cp', join(libs(), '*'), ...args];

const needTools = () => {
  const missing = ['java', 'mvn'].filter((program) => !onPath(program));
  if (missing.length === 0) return;
  const command = 'apt-get install -y openjdk-17-jre-headless maven';
  throw new ServiceProblem(
    `Kafka needs Java 17 and Maven; not found: ${missing.join(', ')}. Install: ${command}`,
  );
};

/** The broker's programs, fetched where they are not there yet. */
export const fetchJars = () => {
  needTools();
  if (existsSync(join(libs(), 'kafka_2.13-4.1.1.jar'))) return;
  console.log('fetching the Kafka broker from Maven Central …');
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${libs()}`];
  const args = ['-q', '-B', '-f', join(root, 'deploy', 'kafka', 'pom.xml'), ...goal];
  execFileSync('mvn', args, { stdio: ['ignore', 'inherit', 'inherit'] });
};

const storageTool = (...args) => {
  const [program, ...rest] = java('256m', 'kafka.tools.StorageTool', ...args);
  return execFileSync(program, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
};

export const newClusterId = () => storageTool('random-uuid').trim().split('\n').at(-1);

/** Makes the folder of a broker, unless it is there. @param clusterId gives it @param data its `log.dirs` */
export const formatStorage = (clusterId, data, properties) => {
  if (!existsSync(join(data, 'meta.properties'))) storageTool('format', '-t', clusterId(), '-c', properties);
};
