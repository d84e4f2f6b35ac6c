import type { LocalEnds, Seam } from '../archive/seam.js';
import { beginningOf } from '../archive/seam.js';
import type { TopicEnds } from '../delivery/end-watch.js';
import type { Position, SharedSubscription } from '../port.js';
import type { KafkaAdmin } from './kafka-admin.js';

interface KafkaPlacesParts {
  readonly admin: Pick<KafkaAdmin, 'ends' | 'committed'>;
  readonly seam: Seam;
  /** The group's name at the broker. */
  readonly group: string;
  /** Whether its positions are committed. */
  readonly shared: boolean;
  readonly options: Pick<SharedSubscription, 'topics' | 'positionOf'>;
}

/** Where the partitions of a subscription begin and end, and how far its group is. */
export class KafkaPlaces {
  constructor(private readonly parts: KafkaPlacesParts) {}

  /**
   * The reader's own checkpoint, else the group's position, else the beginning.
   * @param reached how far this process is already; nobody else reads on from there unless positions are committed
   */
  async startOf(topic: string, partition: number, reached?: number): Promise<number> {
    return (await this.checkpoint(topic, partition, reached)) ?? this.beginning(topic, partition);
  }

  /** What the broker itself has of a partition. */
  async endsOf(topic: string, partition: number): Promise<LocalEnds> {
    const ends = (await this.parts.admin.ends([topic])).get(topic) ?? [];
    return ends.find((place) => place.partition === partition) ?? { partition, earliest: 0, end: 0 };
  }

  /** What the log has of all topics, the archive included. */
  async wholeEnds(): Promise<TopicEnds> {
    const { admin, options, seam } = this.parts;
    const local = [...(await admin.ends(options.topics))];
    const whole = local.map(async ([topic, ends]) => [topic, await seam.ends(topic, ends)] as const);
    return new Map(await Promise.all(whole));
  }

  /** How far the group is, its other members included. */
  committed(topics = this.parts.options.topics): Promise<readonly Position[]> {
    return this.parts.admin.committed(this.parts.group, topics);
  }

  private async checkpoint(topic: string, partition: number, reached?: number): Promise<number | undefined> {
    const { options, shared } = this.parts;
    if (!shared && reached !== undefined) return reached;
    const own = await options.positionOf?.(topic, partition);
    if (own !== undefined || !shared) return own;
    return (await this.committed([topic])).find((place) => place.partition === partition)?.offset;
  }

  private async beginning(topic: string, partition: number): Promise<number> {
    const [ends] = await this.parts.seam.ends(topic, [await this.endsOf(topic, partition)]);
    return ends === undefined ? 0 : beginningOf(ends);
  }
}
