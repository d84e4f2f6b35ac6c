import { rmSync } from 'node:fs';
import { docker, dockerUsable } from './services/docker.mjs';
import { native } from './services/native.mjs';
import { ServiceProblem } from './services/processes.mjs';
import { folder, inFolder, readState, writeEnvironment } from './services/settings.mjs';

const help = `Usage: npm run services -- up | down | status

  up      starts Kafka, Redis and Postgres, waits until each answers, prints how to reach them
  down    stops what "up" started; the data stay
  status  says what answers; exit code 0 when all three do

Docker is used where images can be had, else the programs themselves (Java 17, Maven, redis-server).
SERVICES=native|docker decides instead. Ports: KAFKA_PORT 19092 (and the next one), REDIS_PORT 16379,
POSTGRES_PORT 15432. Data, logs and passwords: SERVICES_DIR, default .services`;

const backends = { native, docker };

const chosen = () => {
  const wanted = readState()?.mode ?? process.env.SERVICES;
  if (wanted in backends) return backends[wanted];
  return dockerUsable() ? docker : native;
};

const up = async () => {
  await chosen().up();
  console.log(
    `\nFor a shell, also in ${inFolder('env')}:\n${writeEnvironment(readState().ports).join('\n')}`,
  );
  return 0;
};

const down = async () => {
  const state = readState();
  if (!state) {
    console.log(`Nothing was started in ${folder}.`);
    return 0;
  }
  await backends[state.mode].down(state);
  rmSync(inFolder('state.json'), { force: true });
  return 0;
};

const status = async () => {
  const state = readState();
  if (!state) {
    console.log('not running; start with: npm run services -- up');
    return 1;
  }
  const found = await backends[state.mode].status(state);
  for (const [name, port] of Object.entries(found)) {
    console.log(`${name}: ${port ? `answers on 127.0.0.1:${port}` : 'does not answer'}`);
  }
  console.log(writeEnvironment(state.ports).join('\n'));
  return Object.values(found).every(Boolean) ? 0 : 1;
};

const commands = { up, down, status };
const command = commands[process.argv[2]];

if (!command) {
  console.log(help);
  process.exitCode = process.argv[2] === '--help' ? 0 : 2;
} else {
  try {
    process.exitCode = await command();
  } catch (error) {
    if (!(error instanceof ServiceProblem) && error.name !== 'LocalPostgresError') throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
