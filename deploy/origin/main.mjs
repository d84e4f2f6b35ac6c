import { createOrigin } from './origin.mjs';
import { SERVICES } from './routes.mjs';

const variableOf = (service) => `${service.toUpperCase().replaceAll('-', '_')}_URL`;
const upstreams = Object.fromEntries(
  SERVICES.map((service) => {
    const value = process.env[variableOf(service)];
    if (!URL.canParse(value ?? '')) {
      console.error(`${variableOf(service)} must be the URL of the service ${service}.`);
      process.exit(1);
    }
    return [service, new URL(value)];
  }),
);

const server = createOrigin(upstreams);
const port = Number(process.env.PORT ?? 3100);
const host = process.env.HOST ?? '127.0.0.1';

server.on('error', (error) => {
  console.error(
    error.code === 'EADDRINUSE' ? `Port ${port} is in use: set PORT to a free one.` : error.message,
  );
  process.exit(1);
});
server.listen(port, host, () => console.log(`origin listening on http://${host}:${server.address().port}`));

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 8000).unref();
  });
}
