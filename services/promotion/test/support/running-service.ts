import type { Role } from '@assay/auth';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import type { BusConfig } from '@assay/platform';
import type { Answer } from '@assay/service-testing';
import { call, startService as start, testConfig } from '@assay/service-testing';
import { createTestDatabase } from '@assay/testing';
import { PromotionModule } from '../../src/promotion.module.js';

export interface CallOptions {
  readonly body?: unknown;
  readonly role?: Role;
}

/** The service with a database of its own, called over HTTP. */
export interface RunningService {
  readonly bus: EventBus;
  call(method: 'GET' | 'POST' | 'DELETE', url: string, options?: CallOptions): Promise<Answer>;
  stop(): Promise<void>;
}

/** @param bus where its log is, if not in its database */
export async function startService(bus?: BusConfig): Promise<RunningService> {
  const database = await createTestDatabase();
  const config = testConfig('promotion', database.url, bus && { bus });
  const app = await start({ config, module: PromotionModule.register(config, {}) });
  return {
    bus: app.get<EventBus>(EVENT_BUS),
    call: (method, url, { body, role = 'approver' } = {}) => call(app, { method, url, body, role }),
    stop: async () => {
      await app.close();
      await database.drop();
    },
  };
}
