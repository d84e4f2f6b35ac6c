import { AlertLog } from '@assay/alerts';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE, SERVICE_POOL } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import type { Provider } from '@nestjs/common';
import type { Pool } from 'pg';
import { GatewayDatabase } from './gateway-database.js';
import { GatewayWatch } from './gateway-watch.js';

/** Alerts of the gateway about itself; needs the store and the metrics. */
export const watchProviders = (service: string): readonly Provider[] => [
  GatewayWatch,
  {
    provide: AlertLog,
    useFactory: (store: EventStore, clock: Clock, newId: NewId) =>
      new AlertLog({ store, clock, newId, service }),
    inject: [EVENT_STORE, CLOCK, IDS],
  },
  {
    provide: GatewayDatabase,
    useFactory: (pool: Pool, clock: Clock) => new GatewayDatabase(pool, new Date(clock.now())),
    inject: [SERVICE_POOL, CLOCK],
  },
];
