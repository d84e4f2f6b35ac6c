import type { Role } from '@assay/auth';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import type { BusConfig, Environment } from '@assay/platform';
import type { Answer } from '@assay/service-testing';
import { call, startService as start, testConfig } from '@assay/service-testing';
import { createTestDatabase } from '@assay/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PromotionModule } from '../../src/promotion.module.js';

export interface CallOptions {
  readonly body?: unknown;
  readonly role?: Role;
  readonly subject?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The service with a database of its own, called over HTTP. */
export interface RunningService {
  readonly bus: EventBus;
  readonly app: NestFastifyApplication;
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, options?: CallOptions): Promise<Answer>;
  stop(): Promise<void>;
}

/** Nothing is promoted but what a test asks for. */
const BY_HAND: Environment = { AUTO_PROMOTION_ENABLED: 'false' };

/**
 * @param bus where its log is, if not in its database
 * @param env what holds for the installation
 */
export async function startService(bus?: BusConfig, env = BY_HAND): Promise<RunningService> {
  const database = await createTestDatabase();
  const config = testConfig('promotion', database.url, bus && { bus });
  const app = await start({ config, module: PromotionModule.register(config, env) });
  return {
    bus: app.get<EventBus>(EVENT_BUS),
    app,
    call: (method, url, { role = 'approver', ...options } = {}) =>
      call(app, { method, url, role, ...options }),
    stop: async () => {
      await app.close();
      await database.drop();
    },
  };
}
