import type { EventEnvelope } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import { relayBacklog, SERVICE_POOL } from '@assay/event-store';
import { eventually } from '@assay/testing';
import type { INestApplicationContext } from '@nestjs/common';
import type { Pool } from 'pg';
import { storedIn } from './stored-in.js';

/** Every event of a topic, once all that a service decided lies in the log. */
export async function publishedBy(
  app: INestApplicationContext,
  topic: string,
): Promise<readonly EventEnvelope[]> {
  const pool = app.get<Pool>(SERVICE_POOL);
  await eventually(async () => (await relayBacklog(pool)).waiting === 0);
  return storedIn(app.get<EventBus>(EVENT_BUS), topic);
}
