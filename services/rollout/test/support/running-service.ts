import type { Role } from '@assay/auth';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import type { BusConfig, ServiceConfig } from '@assay/platform';
import type { Answer, Call } from '@assay/service-testing';
import { call, startService as start, testConfig } from '@assay/service-testing';
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
