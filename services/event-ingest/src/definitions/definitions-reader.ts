import type { EventEnvelope, EventTypeEvent, TrafficFilterEvent } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { EventBus, Subscription } from '@assay/event-bus';
import { EVENT_BUS, StreamSequencer } from '@assay/event-bus';
import { Readiness, UnavailableProblem } from '@assay/platform';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { KnownActivations } from '../release/known-activations.js';
import { KnownReleases } from '../release/known-releases.js';
import { EventTypeTable } from '../event-type/event-type-table.js';
import { TrafficFilterTable } from '../traffic/traffic-filter-table.js';

const RETRY_AFTER_MS = 2_000;

/**
 * Keeps event types, traffic filters, releases and activations equal to the log: every process reads the whole topics,
 * for ever.
 */
@Injectable()
export class DefinitionsReader implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DefinitionsReader.name);
  private readonly sequencer = new StreamSequencer({
    onQuarantine: ({ stream, version, reason }) =>
      this.logger.warn(`${stream} is set aside at version ${String(version)}: ${reason}`),
  });
  private subscription: Subscription | undefined;
  private caughtUp = false;
  private stopped = false;

  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    private readonly types: EventTypeTable,
    private readonly filters: TrafficFilterTable,
    readonly releases: KnownReleases,
    readonly activations: KnownActivations,
    readiness: Readiness,
  ) {
    const detail = 'still reading the event types';
    readiness.add({
      name: 'event-types',
      check: () => (this.caughtUp ? { ready: true } : { ready: false, detail }),
    });
  }

  onApplicationBootstrap(): void {
    void this.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.subscription?.stop();
  }

  /** @throws UnavailableProblem until they are known: an event must not slip past its schema at a start */
  requireKnown(): void {
    if (this.caughtUp) return;
    throw new UnavailableProblem('EVENT_TYPES_LOADING', 'the event types are still being read', {
      headers: { 'retry-after': '1' },
    });
  }

  private async start(): Promise<void> {
    while (!this.stopped) {
      try {
        this.subscription = await this.read();
        await this.subscription.caughtUp;
        this.caughtUp = true;
        return;
      } catch (error) {
        this.logger.warn(`the event types cannot be read yet: ${String(error)}`);
        await this.subscription?.stop().catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS).unref());
      }
    }
  }

  private read(): Promise<Subscription> {
    return this.bus.read({
      name: 'event-types',
      topics: [TOPICS.eventTypes.name, TOPICS.releases.name, TOPICS.rollouts.name],
      handle: (batch) => {
        for (const { event } of batch.events)
          if (batch.topic === TOPICS.eventTypes.name) this.sequencer.apply(event, () => this.apply(event));
          else this.learn(event);
        return Promise.resolve();
      },
    });
  }

  /** Of releases and rollouts nothing is forgotten: their events may come in any order. */
  private learn(event: EventEnvelope): void {
    this.releases.apply(event);
    this.activations.apply(event);
  }

  private apply(event: EventEnvelope): void {
    if (event.type.startsWith('EventType')) this.types.apply(event as EventTypeEvent);
    else this.filters.apply(event as TrafficFilterEvent);
  }
}
