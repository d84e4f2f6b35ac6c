import type { FieldError } from '@assay/platform';
import { ValidationProblem } from '@assay/platform';
import type { Privacy } from '@assay/privacy';
import { PRIVACY } from '@assay/privacy';
import { Inject, Injectable } from '@nestjs/common';
import type { Sender } from './access/sender.js';
import type { BatchList, IndexedRefusal, LoggedEvent } from './event/read-batch.js';
import { LARGEST_BATCH, listOf, readBatch } from './event/read-batch.js';
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

  takeBatch(body: unknown, sender: Sender, options: BatchOptions = {}): Promise<Accepted> {
    const list = listOf(body);
    if (!list.ok) throw new ValidationProblem([list.refusal]);
    return this.take(list.value, sender, options);
  }

  takeOne(name: string, tracked: TrackedEvent, sender: Sender): Promise<Accepted> {
    const { sentAt } = tracked;
    const events = [asRawEvent(name, tracked)];
    return this.takeSingle(sentAt === undefined ? { events } : { events, sentAt }, sender);
  }

  /** Takes an event that came alone: what is wrong with it is told without its place in a batch. */
  async takeSingle(list: BatchList, sender: Sender): Promise<Accepted> {
    try {
      return await this.take(list, sender, { ids: true });
    } catch (error) {
      if (error instanceof BatchRefusedProblem) throw new ValidationProblem(error.refused.map(withoutPlace));
      throw error;
    }
  }

  /** @throws BatchRefusedProblem when an event is bad and the good ones are not wanted without it */
  async take({ events: raw, sentAt }: BatchList, sender: Sender, options: BatchOptions): Promise<Accepted> {
    const context = this.contexts.of(sender, sentAt);
    if (!context.ok) throw new ValidationProblem([context.refusal]);
    const { events, refused, warnings, filtered } = readBatch(raw, context.value);
    this.metrics.refused(refused.length);
    if (refused.length > 0 && options.partial !== true) throw new BatchRefusedProblem(refused);
    if (events.length > 0) await this.publisher.publish(await this.sealed(events), sender.bytes);
    this.metrics.accepted(events.length - filtered, filtered);
    return {
      accepted: events.length,
      ...(options.ids === true ? { ids: events.map(({ id }) => id) } : {}),
      ...(options.partial === true ? { refused } : {}),
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

/** 400 `VALIDATION_FAILED`, with every bad event of a batch. */
class BatchRefusedProblem extends ValidationProblem {
  constructor(readonly refused: readonly IndexedRefusal[]) {
    super(refused, LARGEST_BATCH);
  }
}

const withoutPlace = ({ path, value, message, code }: IndexedRefusal): FieldError => ({
  path: path.replace(/^events\[0\]\.?/, ''),
  ...(value === undefined ? {} : { value }),
  message,
  code,
});
