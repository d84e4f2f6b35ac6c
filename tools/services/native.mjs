import { portTaken, ServiceProblem } from './processes.mjs';
import { kafka } from './kafka.mjs';
import { postgres } from './postgres.mjs';
import { redis } from './redis.mjs';
import { ports, readState, writeState } from './settings.mjs';

const parts = { postgres, redis, kafka };

const remember = (name, pid, port) => {
  const { ports: usedPorts = {}, pids = {} } = readState() ?? {};
  writeState({ mode: 'native', ports: { ...usedPorts, [name]: port }, pids: { ...pids, [name]: pid } });
};

const startOne = async (name) => {
  const state = readState();
  const port = state?.ports[name] ?? ports[name];
  if (state && (await parts[name].alive(state.pids[name], port))) {
    await parts[name].answers(port);
    return console.log(`${name}: already running on 127.0.0.1:${port}`);
  }
  if (await portTaken(ports[name])) {
    const variable = `${name.toUpperCase()}_PORT`;
    throw new ServiceProblem(
      `Port ${ports[name]} is taken by another program. Choose one with ${variable}=….`,
    );
  }
  remember(name, await parts[name].start(ports[name]), ports[name]);
  console.log(`${name}: running on 127.0.0.1:${ports[name]}`);
};

export const native = {
  up: async () => {
    for (const name of Object.keys(parts)) await startOne(name);
  },
  down: async (state) => {
    for (const name of Object.keys(parts).reverse()) {
      const stopped = await parts[name].stop(state.pids[name], state.ports[name]);
      console.log(`${name}: ${stopped ? 'stopped' : 'was not running'}`);
    }
  },
  status: async (state) => {
    const entries = Object.keys(parts).map(async (name) => {
      const port = state.ports[name];
      if (port === undefined) return [name, undefined];
      const answered = await parts[name].answers(port).then(
        () => true,
        () => false,
      );
      return [name, answered ? port : undefined];
    });
    return Object.fromEntries(await Promise.all(entries));
  },
};
