import { once } from 'node:events';
import { createServer } from 'node:http';
import { createOrigin } from '../origin.mjs';
import { SERVICES } from '../routes.mjs';

const listening = async (server) => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new URL(`http://127.0.0.1:${server.address().port}`);
};

const echo = async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  response.writeHead(request.url === '/health/ready' ? 200 : 201, { 'x-answered': 'yes' });
  const { method, url, headers } = request;
  response.end(
    JSON.stringify({ method, url, forwarded: headers['x-forwarded-for'], body: `${Buffer.concat(chunks)}` }),
  );
};

describe('the origin', () => {
  let service;
  let serviceUrl;
  let origin;
  let url;

  const start = async (upstreams) => {
    origin = createOrigin(upstreams);
    url = await listening(origin);
  };

  beforeEach(async () => {
    service = createServer(echo);
    serviceUrl = await listening(service);
  });

  afterEach(() => {
    for (const server of [origin, service]) {
      server.closeAllConnections();
      server.close();
    }
  });

  const everywhere = (target) => Object.fromEntries(SERVICES.map((name) => [name, target]));
  const nowhere = async () => {
    const closed = createServer();
    const target = await listening(closed);
    closed.close();
    return target;
  };

  it('refuses a body that no route takes, and the connection stays usable', async () => {
    await start(everywhere(serviceUrl));
    const post = (body) => fetch(new URL('/api/v1/events', url), { method: 'POST', body });
    const refused = await post('x'.repeat(3_000_000));
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({ code: 'BODY_TOO_LARGE' });
    expect((await post('{}')).status).toBe(201);
  });

  it('passes method, path, query and body on, and status, headers and body back', async () => {
    await start(everywhere(serviceUrl));
    const answer = await fetch(new URL('/api/v1/events?partial=true', url), {
      method: 'POST',
      body: '{"events":[]}',
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-answered')).toBe('yes');
    expect(await answer.json()).toEqual({
      method: 'POST',
      url: '/api/v1/events?partial=true',
      forwarded: '127.0.0.1',
      body: '{"events":[]}',
    });
  });

  it('answers 503 with a code, to be tried again, where a service is away', async () => {
    await start(everywhere(await nowhere()));
    const answer = await fetch(new URL('/api/v1/rollouts', url));
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.json()).toMatchObject({ code: 'SERVICE_UNREACHABLE', status: 503 });
  });

  it('answers 404 for a path of nobody', async () => {
    await start(everywhere(serviceUrl));
    const answer = await fetch(new URL('/nowhere', url));
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ code: 'ROUTE_NOT_FOUND' });
  });

  it('is ready when all services are, and names the one that is not', async () => {
    await start(everywhere(serviceUrl));
    for (const path of ['/health/ready', '/api/v1/health'])
      expect((await fetch(new URL(path, url))).status).toBe(200);
    origin.close();
    await start({ ...everywhere(serviceUrl), rollout: await nowhere() });
    const answer = await fetch(new URL('/health/ready', url));
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ services: { analytics: 'ready', rollout: 'not ready' } });
  });
});
