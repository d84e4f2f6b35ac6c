import { existsSync, readFileSync } from 'node:fs';

/** Milliseconds of a tick of `/proc`. */
const TICK_MS = 10;

/** Processor time of a process so far in milliseconds; undefined where the system is not Linux. */
export const processorTimeOf = (pid) => {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  const [user, system] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) * TICK_MS;
};

/** What this process uses between `begin` and `end`, and what the server uses for a connection. */
export const processorTime = async (client) => {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  const serverBefore = processorTimeOf(rows[0].pid);
  let own = 0;
  let before;
  return {
    begin: () => {
      before = process.cpuUsage();
    },
    end: () => {
      const { user, system } = process.cpuUsage(before);
      own += (user + system) / 1000;
    },
    perEvent: (count) => {
      const server = serverBefore === undefined ? undefined : processorTimeOf(rows[0].pid) - serverBefore;
      const each = (ms) => (ms === undefined ? 'unknown' : `${((ms * 1000) / count).toFixed(1)} µs`);
      return `${each(own)} of processor time an event in Node, ${each(server)} in Postgres.`;
    },
  };
};
