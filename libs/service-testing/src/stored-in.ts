import type { EventEnvelope } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';

/** Every event that lies in a topic of a log now. */
export async function storedIn(bus: EventBus, topic: string): Promise<readonly EventEnvelope[]> {
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
