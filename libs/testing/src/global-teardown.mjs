import { stopServers } from './servers.mjs';

export default async function teardown() {
  await stopServers(globalThis.assayTestServers);
}
