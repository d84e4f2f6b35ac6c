import type { EventStore } from '@assay/event-store';
import { EVENT_STORE, SERVICE_POOL } from '@assay/event-store';
import type { Clock, Environment, NewId, ServiceConfig } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { sweepRunner } from '@assay/projections';
import type { Provider } from '@nestjs/common';
import type { Pool } from 'pg';
import { TABLES } from '../tables.js';
import { Channels } from './channel/channels.js';
import { ChannelsService } from './channel/channels.service.js';
import { OlderChannels } from './channel/older-channels.sweep.js';
import { SecretBox } from './channel/secret-box.js';
import { Deliverer } from './delivery/deliverer.js';
import { Deliveries } from './delivery/deliveries.js';
import { DeliveriesService } from './delivery/deliveries.service.js';
import { Dispatcher } from './delivery/dispatcher.js';
import { ChannelsController } from './http/channels.controller.js';
import { NotificationsController } from './http/notifications.controller.js';
import { MessageFeed } from './message/message-feed.js';
import { NOTIFICATION_SETTINGS, notificationSettings } from './settings.js';
import { Sender } from './send/sender.js';

export const NOTIFICATION_CONTROLLERS = [ChannelsController, NotificationsController];

/** @throws ConfigError naming every variable that is wrong */
export function notificationProviders(config: ServiceConfig, env: Environment): readonly Provider[] {
  const settings = notificationSettings(env, config);
  return [
    { provide: NOTIFICATION_SETTINGS, useValue: settings },
    {
      provide: Channels,
      useFactory: (pool: Pool, store: EventStore, clock: Clock, newId: NewId) =>
        new Channels(pool, store, new SecretBox(settings.secretKey), { clock, newId }),
      inject: [SERVICE_POOL, EVENT_STORE, CLOCK, IDS],
    },
    OlderChannels,
    sweepRunner(OlderChannels),
    { provide: Deliveries, useFactory: (pool: Pool) => new Deliveries(pool), inject: [TABLES] },
    ...[Sender, ChannelsService, Dispatcher, Deliverer, DeliveriesService, MessageFeed],
  ];
}
