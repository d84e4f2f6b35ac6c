import type { Role } from '@assay/auth';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import type { BusConfig, ServiceConfig } from '@assay/platform';
import type { Answer, Call } from '@assay/service-testing';
import { call, startService as start, testConfig } from '@assay/service-testing';
import { createTestDatabase } from '@assay/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { RolloutModule } from '../../src/rollout.module.js';

export interface CallOptions {
  readonly body?: unknown;
  readonly role?: Role;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One instance of the service, called over HTTP. */
export interface RunningService {
  readonly bus: EventBus;
  readonly app: NestFastifyApplication;
  call(method: Call['method'], url: string, options?: CallOptions): Promise<Answer>;
  stop(): Promise<void>;
}

/**
 * @param bus where its log is, if not in its database
 * @param differing what else is not as usual
 */
export async function startService(
  databaseUrl: string,
  bus?: BusConfig,
  differing: Partial<ServiceConfig> = {},
): Promise<RunningService> {
  const config = testConfig('rollout', databaseUrl, { ...(bus && { bus }), ...differing });
  const app = await start({ config, module: RolloutModule.register(config) });
  return {
    app,
    bus: app.get<EventBus>(EVENT_BUS),
    call: (method, url, { role = 'approver', ...options } = {}) =>
      call(app, { method, url, role, ...options }),
    stop: () => app.close(),
  };
}

/** Instances on a database of their own, from before the first test of a file until after its last one; each by its place. */
function instances(count: number, differing: Partial<ServiceConfig> = {}): (at: number) => RunningService {
  const running: RunningService[] = [];
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const database = await createTestDatabase();
    drop = () => database.drop();
    while (running.length < count) running.push(await startService(database.url, undefined, differing));
  });
  afterAll(async () => {
    for (const service of running.toReversed()) await service.stop();
    await drop();
  });

  const started = (at: number): RunningService => {
    const service = running[at];
    if (service === undefined) throw new TypeError('the service has not started');
    return service;
  };
  return (at) => ({
    get app() {
      return started(at).app;
    },
    get bus() {
      return started(at).bus;
    },
    call: (method, url, options) => started(at).call(method, url, options),
    stop: () => started(at).stop(),
  });
}

/**
 * The service for all tests of a file, on a database of its own.
 * @param differing what is not as usual with it
 */
export const runningService = (differing?: Partial<ServiceConfig>): RunningService =>
  instances(1, differing)(0);

/** Two instances of the service for all tests of a file, on one database. */
export function twoServices(): readonly [RunningService, RunningService] {
  const at = instances(2);
  return [at(0), at(1)];
}
