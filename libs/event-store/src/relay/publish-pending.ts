import type { EventEnvelope } from '@assay/contracts';
import { deadLetterTopic, topicOf } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { MessageTooLargeError, refusedLetter } from '@assay/event-bus';

export interface Publishing {
  readonly bus: Pick<EventBus, 'publish' | 'publishRaw'>;
  /** Who publishes, for the letters of what the log refuses. */
  readonly writer: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told of each event that was set aside. */
  readonly onError: (error: unknown) => void;
}

/**
 * Puts events into the log. One that is too large for it is set aside as a dead letter of its topic, which is an alert:
 * it would be refused for ever, and everything behind it would wait.
 */
export async function publishPending(
  publishing: Publishing,
  events: readonly EventEnvelope[],
): Promise<void> {
  try {
    await publishing.bus.publish(events);
  } catch (error) {
    if (!(error instanceof MessageTooLargeError)) throw error;
    // Those that were taken come twice: readers drop the repeat.
    for (const event of events) await publishOne(publishing, event);
  }
}

async function publishOne({ bus, writer, now, onError }: Publishing, event: EventEnvelope): Promise<void> {
  try {
    await bus.publish([event]);
  } catch (error) {
    const topic = topicOf(event.type);
    if (!(error instanceof MessageTooLargeError) || topic === undefined) throw error;
    const letter = refusedLetter(event, error, { topic, writer, at: now() });
    await bus.publishRaw(deadLetterTopic(topic), [letter]);
    onError(error);
  }
}
