import { portTaken } from '../services/processes.mjs';

/** Below the ports that systems give to outgoing connections: one of those could take a port in the meantime. */
const FIRST = 20_000;
const LAST = 30_000;
const TRIES = 100;

/** The first of so many ports one after the other that nobody listens on. */
export const freePorts = async (count) => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const first = FIRST + Math.floor(Math.random() * (LAST - FIRST - count));
    const taken = await Promise.all(Array.from({ length: count }, (_, index) => portTaken(first + index)));
    if (!taken.includes(true)) return first;
  }
  throw new RangeError(`no ${count} free ports one after the other from ${FIRST} to ${LAST}`);
};
