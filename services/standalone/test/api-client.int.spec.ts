import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { ApiClient } from '../src/access/api-client.js';

describe('a client of this process', () => {
  let asked = 0;
  /** Does not know the experiment yet when it is asked for the first time. */
  const gateway = createServer((_request, response) => {
    asked += 1;
    response.writeHead(asked === 1 ? 404 : 200).end('{"variant":"treatment"}');
  });
  let client: ApiClient;
  beforeAll(async () => {
    await once(gateway.listen(0, '127.0.0.1'), 'listening');
    const { port } = gateway.address() as AddressInfo;
    client = new ApiClient({ url: `http://127.0.0.1:${String(port)}`, credential: 'key' });
  });
  beforeEach(() => {
    asked = 0;
  });
  afterAll(() => {
    gateway.close();
    gateway.closeAllConnections();
  });

  it('asks again where a status is said to pass', async () => {
    const request = { method: 'POST', body: {}, passing: 404 } as const;
    await expect(client.call('/assign', request)).resolves.toEqual({ variant: 'treatment' });
    expect(asked).toBe(2);
  });

  it('tells it otherwise (control)', async () => {
    await expect(client.call('/assign', { method: 'POST', body: {} })).rejects.toMatchObject({ status: 404 });
    expect(asked).toBe(1);
  });
});
