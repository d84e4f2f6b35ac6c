import type { EventBus, Position } from '@assay/event-bus';
import { beginningOf } from '@assay/event-bus';

/** Every partition of the topics, at its beginning: a reader halts there when what lay there is lost. */
export async function startingPositions(
  bus: Pick<EventBus, 'ends'>,
  topics: readonly string[],
): Promise<readonly Position[]> {
  const ends = await Promise.all(
    topics.map(async (topic) =>
      (await bus.ends(topic)).map((ends) => ({
        ...{ topic, partition: ends.partition, offset: beginningOf(ends) },
      })),
    ),
  );
  return ends.flat();
}
