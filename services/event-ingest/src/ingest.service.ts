import { ValidationProblem } from '@assay/platform';
import type { Privacy } from '@assay/privacy';
import { PRIVACY } from '@assay/privacy';
import { Inject, Injectable } from '@nestjs/common';
import type { Sender } from './access/sender.js';
import type { BatchList, IndexedRefusal, LoggedEvent, ReadBatch } from './event/read-batch.js';
import { inBatch, LARGEST_BATCH, listOf, readBatch } from './event/read-batch.js';
import type { Warning } from './event/warning.js';
import { RequestContexts } from './request-contexts.js';
import { IngestMetrics } from './publish/ingest-metrics.js';
import { KeysUnavailableProblem } from './publish/publish-problems.js';
import { Publisher } from './publish/publisher.js';
import type { TrackedEvent } from './track/tracked-event.js';
import { asRawEvent } from './track/tracked-event.js';

/** What the caller is told once the log has the events. */
export interface Accepted {
  readonly accepted: number;
  /** The ids under which they are stored, in order. */
  readonly ids?: readonly string[];
  /** With `?partial=true`: the events that were left out, and why. */
  readonly refused?: readonly IndexedRefusal[];
  /** What is wrong with accepted events: as event types that only warn say, and activations that nobody knows. */
  readonly warnings?: readonly Warning[];
  /** How many of the accepted events a traffic filter keeps apart. */
  readonly filtered?: number;
}

export interface BatchOptions {
  /** Takes the good events of a batch with bad ones. */
  readonly partial?: boolean;
  /** Answers with the ids of the events. */
  readonly ids?: boolean;
}

/** Takes events from outside: reads them, and answers when the log has them. */
@Injectable()
export class IngestService {
  constructor(
    private readonly contexts: RequestContexts,
    private readonly publisher: Publisher,
    private readonly metrics: IngestMetrics,
    @Inject(PRIVACY) private readonly privacy: Privacy,
  ) {}

  /**
   * Takes the events of a body.
   * @throws ValidationProblem when one is bad and the good ones are not wanted without it
   */
  async takeBatch(
    body: unknown,
    sender: Sender,
    { partial = false, ids = false }: BatchOptions = {},
  ): Promise<Accepted> {
    const list = listOf(body);
    if (!list.ok) throw new ValidationProblem([list.refusal]);
    const read = this.read(list.value, sender);
    const refused = read.refused.map(inBatch);
    if (refused.length > 0 && !partial) throw new ValidationProblem(refused, LARGEST_BATCH);
    const warnings = read.warnings.map(inBatch);
    const accepted = await this.publish({ ...read, warnings }, sender, ids);
    return partial ? { ...accepted, refused } : accepted;
  }

  takeOne(name: string, tracked: TrackedEvent, sender: Sender): Promise<Accepted> {
    const { sentAt } = tracked;
    const events = [asRawEvent(name, tracked)];
    return this.takeSingle(sentAt === undefined ? { events } : { events, sentAt }, sender);
  }

  /** Takes an event that came alone: what is wrong with it is told without its place in a batch. */
  async takeSingle(list: BatchList, sender: Sender): Promise<Accepted> {
    const read = this.read(list, sender);
    if (read.refused.length > 0)
      throw new ValidationProblem(read.refused.map(({ index: _, ...refusal }) => refusal));
    return this.publish(read, sender, true);
  }

  private read({ events, sentAt }: BatchList, sender: Sender): ReadBatch {
    const context = this.contexts.of(sender, sentAt);
    if (!context.ok) throw new ValidationProblem([context.refusal]);
    const read = readBatch(events, context.value);
    this.metrics.refused(read.refused.length);
    return read;
  }

  private async publish(
    { events, warnings, filtered }: ReadBatch,
    sender: Sender,
    ids: boolean,
  ): Promise<Accepted> {
    if (events.length > 0) await this.publisher.publish(await this.sealed(events), sender.bytes);
    this.metrics.accepted(events.length - filtered, filtered);
    return {
      accepted: events.length,
      ...(ids ? { ids: events.map(({ id }) => id) } : {}),
      ...(warnings.length === 0 ? {} : { warnings }),
      ...(filtered === 0 ? {} : { filtered }),
    };
  }

  private async sealed(events: readonly LoggedEvent[]): Promise<readonly LoggedEvent[]> {
    try {
      return await this.privacy.sealAll(events);
    } catch (error) {
      throw new KeysUnavailableProblem(error);
    }
  }
}
