import type { Role } from '@assay/auth';
import type { EventEnvelope } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { createBus } from '@assay/event-bus';
import type { ServiceConfig } from '@assay/platform';
import type { Answer, Call } from '@assay/service-testing';
import { call, startService, storedIn, testConfig, withPublish } from '@assay/service-testing';
import { createTestDatabase } from '@assay/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AssignmentModule } from '../../src/index.js';

export type Method = Call['method'];

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

class LogAwayError extends Error {}

const withFaults = (bus: EventBus, faults: LogFaults): EventBus =>
  withPublish(bus, (passOn) =>
    faults.away ? Promise.reject(new LogAwayError('the log is away')) : passOn(),
  );

export interface AssignmentAppOptions {
  readonly config?: Partial<ServiceConfig>;
  /** Begin with what an earlier process left behind. */
  readonly databaseUrl?: string;
}

/** The whole service over HTTP, on a real Postgres log of its own. */
export async function assignmentApp(options: AssignmentAppOptions = {}): Promise<AssignmentApp> {
  const database = options.databaseUrl === undefined ? await createTestDatabase() : undefined;
  const databaseUrl = options.databaseUrl ?? database?.url ?? '';
  const config = testConfig('assignment', databaseUrl, options.config);
  const log: LogFaults = { away: false };
  const bus = createBus({ bus: config.bus, topics: config.topics });
  await bus.createTopics();
  const module = AssignmentModule.register(config);
  const app = await startService({ config, module, bus: withFaults(bus, log) });
  return {
    app,
    bus,
    log,
    databaseUrl,
    call: (method, url, body, { role = 'admin', ...others } = {}) =>
      call(app, { method, url, body, role, subject: 'alice', ...others }),
    stored: (topic) => storedIn(bus, topic),
    stop: async () => {
      await app.close();
      await bus.close();
      await database?.drop();
    },
  };
}
