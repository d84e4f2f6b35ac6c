import type { EventBus, Position } from '@assay/event-bus';

/** Every partition of the topics, at the first offset the log still has. */
export async function startingPositions(
  bus: Pick<EventBus, 'ends'>,
  topics: readonly string[],
): Promise<readonly Position[]> {
  const ends = await Promise.all(
    topics.map(async (topic) =>
      (await bus.ends(topic)).map(({ partition, earliest }) => ({ topic, partition, offset: earliest })),
    ),
  );
  return ends.flat();
}
