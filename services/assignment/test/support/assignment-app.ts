import 'reflect-metadata';
import { AuthModule, issueToken } from '@assay/auth';
import type { Role } from '@assay/auth';
import type { EventEnvelope } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { connectBusTransport, createBus, EVENT_BUS } from '@assay/event-bus';
import type { ServiceConfig } from '@assay/platform';
import { createApp, PlatformModule } from '@assay/platform';
import { createTestDatabase, eventually } from '@assay/testing';
import { Global, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AssignmentModule } from '../../src/index.js';

export const SECRET = 'k9Qz7Lw2Xv5Rt8Np3Ys6Hd1Gf4Jb0Mc-';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface CallOptions {
  readonly role?: Role;
  readonly project?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a test can do to the log. */
export interface LogFaults {
  /** The log is away: publishing fails until this is false again. */
  away: boolean;
}

export interface AssignmentApp {
  readonly app: NestFastifyApplication;
  readonly bus: EventBus;
  readonly log: LogFaults;
  readonly databaseUrl: string;
  call<Body = Record<string, unknown>>(
    method: Method,
    url: string,
    payload?: unknown,
    options?: CallOptions,
  ): Promise<Answer<Body>>;
  /** Every event that lies in a topic now. */
  stored(topic: string): Promise<readonly EventEnvelope[]>;
  stop(): Promise<void>;
}

const configOf = (databaseUrl: string, overrides: Partial<ServiceConfig>): ServiceConfig => ({
  service: 'assignment',
  port: 0,
  host: '127.0.0.1',
  databaseUrl,
  bus: { kind: 'postgres', databaseUrl, namespace: '' },
  topics: { partitions: 3, retentionMs: -1, replicationFactor: 1 },
  sticky: { kind: 'memory' },
  jwt: { key: { kind: 'secret', secret: SECRET } },
  logLevel: 'silent',
  migrateOnStart: true,
  ...overrides,
});

class LogAwayError extends Error {}

const withFaults = (bus: EventBus, faults: LogFaults): EventBus =>
  new Proxy(bus, {
    get(target, name) {
      if (name === 'publish')
        return (events: readonly EventEnvelope[]) =>
          faults.away ? Promise.reject(new LogAwayError('the log is away')) : target.publish(events);
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });

function applicationOf(config: ServiceConfig, bus: EventBus) {
  @Global()
  @Module({ providers: [{ provide: EVENT_BUS, useValue: bus }], exports: [EVENT_BUS] })
  class LogModule {}
  @Module({
    imports: [
      PlatformModule.forRoot(config),
      LogModule,
      AuthModule.forRoot(config),
      AssignmentModule.register(config),
    ],
  })
  class RootModule {}
  return createApp(config, RootModule);
}

export interface AssignmentAppOptions {
  readonly config?: Partial<ServiceConfig>;
  /** Begin with what an earlier process left behind. */
  readonly databaseUrl?: string;
}

/** The whole service over HTTP, on a real Postgres log of its own. */
export async function assignmentApp(options: AssignmentAppOptions = {}): Promise<AssignmentApp> {
  const database = options.databaseUrl === undefined ? await createTestDatabase() : undefined;
  const databaseUrl = options.databaseUrl ?? database?.url ?? '';
  const config = configOf(databaseUrl, options.config ?? {});
  const log: LogFaults = { away: false };
  const bus = createBus({ bus: config.bus, topics: config.topics });
  await bus.createTopics();
  const app = await applicationOf(config, withFaults(bus, log));
  connectBusTransport(app);
  await app.startAllMicroservices();
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  await untilReady(app);
  return {
    app,
    bus,
    log,
    databaseUrl,
    call: (method, url, payload, callOptions) => call(app, { method, url, payload }, callOptions),
    stored: (topic) => storedIn(bus, topic),
    stop: async () => {
      await app.close();
      await bus.close();
      await database?.drop();
    },
  };
}

const untilReady = (app: NestFastifyApplication) =>
  eventually(async () => {
    const { statusCode, body } = await app.inject('/health/ready');
    if (statusCode !== 200) throw new TypeError(body);
  });

interface Request {
  readonly method: Method;
  readonly url: string;
  readonly payload?: unknown;
}

async function call<Body>(
  app: NestFastifyApplication,
  { method, url, payload }: Request,
  { role = 'admin', project = 'default', headers = {} }: CallOptions = {},
): Promise<Answer<Body>> {
  const token = await issueToken({ secret: SECRET, subject: 'alice', role, project });
  const body = payload === undefined ? {} : { payload: payload as string | object };
  const json = payload === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await app.inject({
    method,
    url,
    ...body,
    headers: { authorization: `Bearer ${token}`, ...json, ...headers },
  });
  return { status: answer.statusCode, body: answer.json<Body>(), headers: answer.headers };
}

async function storedIn(bus: EventBus, topic: string): Promise<readonly EventEnvelope[]> {
  const events: EventEnvelope[] = [];
  const reader = await bus.read({
    name: 'test',
    topics: [topic],
    handle: (batch) => {
      events.push(...batch.events.map(({ event }) => event));
      return Promise.resolve();
    },
  });
  await reader.caughtUp;
  await reader.stop();
  return events;
}
