import type { SchemaDefinition } from '@assay/event-store';
import { AutoCheckSlotEntity } from './auto-check/auto-check-slot.entity.js';
import { AutoCheckSlots1764500000000 } from './migrations/1764500000000-auto-check-slots.js';
import { Notifications1764300000000 } from './migrations/1764300000000-notifications.js';
import { ChannelEntity } from './notification/channel/channel.entity.js';
import { DeliveryEntity, DispatchEntity } from './notification/delivery/delivery.entity.js';

/** The tables of this service beside its event store and its projections. */
export const PROMOTION_SCHEMA: SchemaDefinition = {
  migrationsTable: 'promotion_migrations',
  entities: [ChannelEntity, DeliveryEntity, DispatchEntity, AutoCheckSlotEntity],
  migrations: [Notifications1764300000000, AutoCheckSlots1764500000000],
};
