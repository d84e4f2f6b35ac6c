import type { TopicDefinition } from '@assay/contracts';
import { deadLetterTopic, TOPICS } from '@assay/contracts';
import type { EventBus, PartitionEnds } from '@assay/event-bus';

/** A topic of the log, with how much is in it. */
export interface TopicView extends TopicDefinition {
  readonly partitions: readonly PartitionEnds[];
  readonly messages: number;
  /** Open or not: every letter that was ever set aside. */
  readonly deadLetters: number;
}

const countOf = (partitions: readonly PartitionEnds[]): number =>
  partitions.reduce((sum, { earliest, end }) => sum + end - earliest, 0);

/** Every topic of the catalogue as it is now. */
export const topicViews = (bus: Pick<EventBus, 'ends'>): Promise<readonly TopicView[]> =>
  Promise.all(
    Object.values(TOPICS).map(async (topic) => {
      const [partitions, letters] = await Promise.all([
        bus.ends(topic.name),
        bus.ends(deadLetterTopic(topic.name)),
      ]);
      return { ...topic, partitions, messages: countOf(partitions), deadLetters: countOf(letters) };
    }),
  );
