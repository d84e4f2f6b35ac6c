import { Agent, createServer, request } from 'node:http';
import { bodyLimitOf, routeOf, SERVICES } from './routes.mjs';

// Shorter than the services keep idle connections, so that none is used that the other side is closing.
const idleMs = 30_000;
const keepAliveMs = 75_000;

const problem = (response, { status, title, code, detail, headers = {} }) => {
  if (response.headersSent) return response.destroy();
  const body = JSON.stringify({ type: 'about:blank', title, status, code, detail });
  response.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(body);
};

const unreachable = (response, service) =>
  problem(response, {
    status: 503,
    title: 'Service unreachable',
    code: 'SERVICE_UNREACHABLE',
    detail: `The service ${service} does not answer.`,
    headers: { 'retry-after': '1' },
  });

/** A service that refuses early would cut the connection: what no route takes is refused here. */
const tooLarge = (response, bytes, limit) =>
  problem(response, {
    status: 413,
    title: 'Payload too large',
    code: 'BODY_TOO_LARGE',
    detail: `The body has ${bytes} bytes; no route takes more than ${limit}.`,
  });

const unknownPath = (response, url) =>
  problem(response, {
    status: 404,
    title: 'Not found',
    code: 'ROUTE_NOT_FOUND',
    detail: `No service answers ${url.split('?')[0]}.`,
  });

// The connection to each side is that side's own matter. How long a service keeps one open says nothing about how long
// this server does, and a client that believed it would send into a connection that is being closed.
const HOP = new Set(['connection', 'keep-alive']);
const withoutHop = (headers) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP.has(name)));

const forwardedHeaders = (incoming) => {
  const before = incoming.headers['x-forwarded-for'];
  const address = incoming.socket.remoteAddress;
  return {
    ...withoutHop(incoming.headers),
    'x-forwarded-for': before ? `${before}, ${address}` : address,
    'x-forwarded-host': incoming.headers.host,
  };
};

const proxy = (agent, upstreams) => (incoming, response) => {
  const route = routeOf(incoming.url);
  const bytes = Number(incoming.headers['content-length'] ?? 0);
  // What is not passed on is read and dropped, so that the connection stays usable.
  const limit = bodyLimitOf(incoming.url);
  if (!route || bytes > limit) incoming.resume();
  if (!route) return unknownPath(response, incoming.url);
  if (bytes > limit) return tooLarge(response, bytes, limit);
  const { hostname, port } = upstreams[route.service];
  const { method } = incoming;
  const outgoing = request({
    agent,
    hostname,
    port,
    method,
    path: route.path,
    headers: forwardedHeaders(incoming),
  });
  outgoing.on('response', (answer) => {
    // A service may answer before it has the whole body (it is too large, say) and close its side: the rest of the
    // body is read and dropped, so that the client gets that answer instead of a broken connection.
    incoming.unpipe(outgoing).resume();
    response.writeHead(answer.statusCode, withoutHop(answer.headers));
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  outgoing.on('error', () => {
    incoming.unpipe(outgoing).resume();
    if (!response.headersSent) unreachable(response, route.service);
  });
  response.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
};

const isReady = async ({ href }) => {
  const answer = await fetch(new URL('/health/ready', href), { signal: AbortSignal.timeout(3000) }).catch(
    () => undefined,
  );
  return answer?.ok === true;
};

const health = (upstreams) => async (incoming, response) => {
  const checked = await Promise.all(
    SERVICES.map(async (service) => [service, await isReady(upstreams[service])]),
  );
  const ready = checked.every(([, ok]) => ok);
  const services = Object.fromEntries(checked.map(([service, ok]) => [service, ok ? 'ready' : 'not ready']));
  const body = JSON.stringify({ status: ready ? 'ready' : 'not ready', services });
  response.writeHead(ready ? 200 : 503, { 'content-type': 'application/json' }).end(body);
};

const live = (incoming, response) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"live"}');

/** One address in front of the five services. `upstreams`: the URL of each service by its name. */
export const createOrigin = (upstreams) => {
  const agent = new Agent({ keepAlive: true, timeout: idleMs });
  const ready = health(upstreams);
  const own = { '/health/live': live, '/health/ready': ready, '/api/v1/health': ready };
  const forward = proxy(agent, upstreams);
  const server = createServer((incoming, response) => (own[incoming.url] ?? forward)(incoming, response));
  // Longer than clients keep an idle connection: one that is closed just as it is used again fails its request.
  server.keepAliveTimeout = keepAliveMs;
  server.headersTimeout = keepAliveMs + 5_000;
  server.on('close', () => agent.destroy());
  return server;
};
