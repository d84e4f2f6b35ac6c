import { startServers, stopServers } from './servers.mjs';

/** Starts what the tests need and tells them through `TEST_…` variables; see `servers.mjs`. */
export default async function setup() {
  const servers = await startServers();
  globalThis.assayTestServers = servers;
  for (const [name, value] of Object.entries(servers.environment)) process.env[name] = value;
  // An interrupted run must not leave a server behind.
  process.once('exit', () => stopServers.now(servers));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
}
