// npm run distributed -- up | watch | down | status: the five services as five processes, behind one origin.
import { build, buildableProjects } from './support/build.mjs';
import { portTaken, ServiceProblem } from './services/processes.mjs';
import { folder } from './services/settings.mjs';
import { provision } from './distributed/database.mjs';
import { portsFrom, readyOf, startAll, stopAll } from './distributed/processes.mjs';
import { watch } from './distributed/watch.mjs';
import {
  DistributedProblem,
  forgetInstallation,
  infrastructure,
  readArguments,
  readInstallation,
  writeForClients,
  writeInstallation,
} from './distributed/settings.mjs';

const help = `Usage: npm run distributed -- up | watch | down | status [--port 3100] [--name assay] [--built]

  up      five services as five processes on the Kafka, Redis and Postgres of "npm run services -- up"
          (or of KAFKA_BROKERS, REDIS_URL and DATABASE_URL), with one origin in front
  watch   starts again what ends, until it is stopped (Ctrl-C) itself
  down    stops them; what they stored stays
  status  says which are ready; exit code 0 when all are

--port is the origin's; the services use the five ports after it. --name is the database, and for another one than
"assay" also the prefix of the topics, so that several installations can share one machine. --built takes what has been
built as it is.`;

const freePorts = async (ports) => {
  for (const [name, port] of Object.entries(ports)) {
    if (await portTaken(port)) {
      throw new DistributedProblem(`Port ${port} (${name}) is in use: choose other ones with --port.`);
    }
  }
};

const without = (record, names) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));

const start = async ({ name, port, built }, living = {}) => {
  const ports = portsFrom(port);
  await freePorts(without(ports, Object.keys(living)));
  const { adminUrl, ...rest } = infrastructure();
  if (!built) build(buildableProjects());
  const databaseUrls = await provision(adminUrl, name);
  const started = (pids) => writeInstallation(name, { ports, pids });
  const held = await startAll(ports, { ...rest, databaseUrls, name, started }, living);
  // The command line finds the usual installation by itself; beside that one, others are named with --url.
  if (name === 'assay' || !readInstallation('assay')) writeForClients(`http://127.0.0.1:${port}`);
  return held;
};

const tell = (port, held) => {
  for (const detail of Object.values(held)) console.log(`${detail}.`);
  const state = Object.keys(held).length === 0 ? 'is ready' : 'answers';
  console.log(`Assay ${state}: http://127.0.0.1:${port} (logs in ${folder}/logs)`);
  console.log('A token:  npx assay token --role admin');
};

/** Starts what does not run yet, or does not answer; what is ready stays as it is. */
const up = async (args) => {
  const running = readInstallation(args.name);
  const states = running ? await readyOf(running) : [];
  const ready = states.filter(([, state]) => state === 'ready').map(([name]) => name);
  const port = running?.ports.origin ?? args.port;
  let held = {};
  if (states.length === 0 || ready.length < states.length) {
    const silent = without(running?.pids ?? {}, ready);
    await stopAll(silent);
    held = await start({ ...args, port }, without(running?.pids ?? {}, Object.keys(silent)));
  }
  tell(port, held);
  return 0;
};

const keepUp = async ({ name }) => {
  const running = readInstallation(name);
  if (!running) throw new DistributedProblem('It does not run: npm run distributed -- up');
  const { adminUrl, ...rest } = infrastructure();
  const databaseUrls = await provision(adminUrl, name);
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => ending.abort());
  const started = (process_, pids) => {
    writeInstallation(name, { ports: running.ports, pids });
    console.log(`${process_} had ended: started again, pid ${pids[process_]}`);
  };
  console.log('Watching; Ctrl-C ends it, and leaves the processes as they are.');
  await watch(running, { ...rest, databaseUrls, name, started, signal: ending.signal });
  return 0;
};

const down = async ({ name }) => {
  const running = readInstallation(name);
  if (!running) console.log('not running');
  for (const [process_, stopped] of running ? await stopAll(running.pids) : []) {
    console.log(`${process_}: ${stopped ? 'stopped' : 'was not running'}`);
  }
  forgetInstallation(name);
  return 0;
};

const status = async ({ name }) => {
  const running = readInstallation(name);
  if (!running) {
    console.log('not running; start with: npm run distributed -- up');
    return 1;
  }
  const states = await readyOf(running);
  for (const [process_, state] of states) {
    console.log(
      `${process_}: ${state}, http://127.0.0.1:${running.ports[process_]}, pid ${running.pids[process_]}`,
    );
  }
  return states.every(([, state]) => state === 'ready') ? 0 : 1;
};

const commands = {
  up,
  watch: keepUp,
  down,
  status,
  help: () => {
    console.log(help);
    return 0;
  },
};

try {
  const args = readArguments();
  const command = commands[args.command];
  if (!command) console.log(help);
  process.exitCode = command ? await command(args) : 2;
} catch (error) {
  const expected = error instanceof DistributedProblem || error instanceof ServiceProblem;
  if (!expected && !error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
