import { AssignmentModule } from '@assay/assignment';
import type { EventEnvelope } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import { createBus } from '@assay/event-bus';
import { EventIngestModule } from '@assay/event-ingest';
import type { Call } from '@assay/service-testing';
import { call, startService, storedIn, testConfig } from '@assay/service-testing';
import { createTestDatabase, eventually } from '@assay/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const EXPERIMENTS = '/api/v1/admin/experiments';
const CONFIGS = { control: { color: 'blue' }, treatment: { color: 'green' } };

/** A real gateway and a real event ingest on one log, listening on loopback. */
export interface Installation {
  readonly url: string;
  readonly eventsUrl: string;
  /** A key for one's own pages, or for servers. */
  newKey(origins?: readonly string[]): Promise<string>;
  admin(method: Call['method'], url: string, body?: unknown): Promise<Record<string, unknown>>;
  /** Creates an experiment with two variants and starts it; the gateway knows of it when this is done. */
  start(key: string, design?: object): Promise<void>;
  command(key: string, name: string, body: object): Promise<void>;
  /** What units did, as it lies in the log. */
  interactions(): Promise<readonly EventEnvelope[]>;
  stop(): Promise<void>;
}

/** Ends a service without waiting for connections that clients of this process keep for later. */
const ended = async (app: NestFastifyApplication): Promise<void> => {
  const closing = app.close();
  const server: Server = app.getHttpServer();
  const cut = setInterval(() => server.closeAllConnections(), 50);
  await closing.finally(() => clearInterval(cut));
};

const listening = async (app: NestFastifyApplication): Promise<string> => {
  await app.listen(0, '127.0.0.1');
  return `http://127.0.0.1:${String((app.getHttpServer().address() as AddressInfo).port)}`;
};

export async function installation(): Promise<Installation> {
  const database = await createTestDatabase();
  const [assigning, taking] = ['assignment', 'event-ingest'].map((service) =>
    testConfig(service, database.url),
  );
  if (assigning === undefined || taking === undefined) throw new TypeError('no configuration');
  const bus = createBus({ bus: assigning.bus, topics: assigning.topics });
  await bus.createTopics();
  const gateway = await startService({
    config: assigning,
    module: AssignmentModule.register(assigning),
    bus,
  });
  const ingest = await startService({ config: taking, module: EventIngestModule.register(taking, {}), bus });
  const [url, eventsUrl] = [await listening(gateway), await listening(ingest)];

  const admin = async (method: Call['method'], path: string, body?: unknown) => {
    const answer = await call(gateway, { method, url: path, role: 'admin', body });
    if (answer.status >= 300) throw new TypeError(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const statusWith = async (key: string, path: string, origin: string): Promise<number> =>
    (
      await fetch(origin + path, {
        method: path === '/api/v1/config' ? 'GET' : 'POST',
        headers: { 'x-api-key': key },
      })
    ).status;
  return {
    url,
    eventsUrl,
    admin,
    newKey: async (origins) => {
      const scopes = ['evaluate', 'track'];
      const named = origins === undefined ? {} : { origins };
      const { key } = await admin('POST', '/api/v1/admin/api-keys', { name: 'shop', scopes, ...named });
      await eventually(async () => (await statusWith(String(key), '/api/v1/config', url)) === 200);
      await eventually(async () => (await statusWith(String(key), '/api/v1/events', eventsUrl)) === 400);
      return String(key);
    },
    start: async (key, design = {}) => {
      const variants = Object.entries(CONFIGS).map(([variant, config]) => ({
        ...{ key: variant, isControl: variant === 'control', weight: 50, config },
      }));
      await admin('POST', EXPERIMENTS, { key, unitType: 'visitor', variants, ...design });
      await admin('POST', `${EXPERIMENTS}/${key}/start`, {});
      await eventually(async () => {
        const asked = { experiment: key, unit: 'probe' };
        return (await admin('POST', '/api/v1/experiments/assign', asked))['reason'] !== 'not_started';
      });
    },
    command: async (key, name, body) => {
      await admin('POST', `${EXPERIMENTS}/${key}/${name}`, body);
    },
    interactions: () => storedIn(bus, TOPICS.interactions.name),
    stop: async () => {
      await Promise.all([ended(gateway), ended(ingest)]);
      await bus.close();
      await database.drop();
    },
  };
}
