import type { EventEnvelope, EventTypeEvent, TrafficFilterEvent } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredBatch, EventBus, LastingReader } from '@assay/event-bus';
import { EVENT_BUS, keepReading, StreamSequencer } from '@assay/event-bus';
import { messageOf, Readiness, UnavailableProblem } from '@assay/platform';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { KnownExperiments } from '../experiment/known-experiments.js';
import { KnownActivations } from '../release/known-activations.js';
import { KnownReleases } from '../release/known-releases.js';
import { EventTypeTable } from '../event-type/event-type-table.js';
import { TrafficFilterTable } from '../traffic/traffic-filter-table.js';

/**
 * Keeps event types, traffic filters, experiments, releases and activations equal to the log: every process reads the
 * whole topics, for ever.
 */
@Injectable()
export class DefinitionsReader implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DefinitionsReader.name);
  private readonly sequencer = new StreamSequencer({
    onQuarantine: ({ stream, version, reason }) =>
      this.logger.warn(`${stream} is set aside at version ${String(version)}: ${reason}`),
  });
  private reader: LastingReader | undefined;
  private caughtUp = false;

  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    private readonly types: EventTypeTable,
    private readonly filters: TrafficFilterTable,
    readonly experiments: KnownExperiments,
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
    const warn = (error: unknown): void =>
      this.logger.warn(`the event types are not up to date: ${messageOf(error)}`);
    const handle = (batch: DeliveredBatch): Promise<void> => Promise.resolve(this.applyBatch(batch));
    const topics = [TOPICS.eventTypes, TOPICS.experiments, TOPICS.releases, TOPICS.rollouts].map(
      ({ name }) => name,
    );
    this.reader = keepReading(this.bus, { name: 'event-types', topics, handle }, warn);
    void this.reader.caughtUp().then(() => (this.caughtUp = true), warn);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.reader?.stop();
  }

  /** @throws UnavailableProblem until they are known: an event must not slip past its schema at a start */
  requireKnown(): void {
    if (this.caughtUp) return;
    throw new UnavailableProblem('EVENT_TYPES_LOADING', 'the event types are still being read', {
      headers: { 'retry-after': '1' },
    });
  }

  private applyBatch({ topic, events }: DeliveredBatch): void {
    for (const { event } of events)
      if (topic === TOPICS.eventTypes.name) this.sequencer.apply(event, () => this.apply(event));
      else this.learn(event);
  }

  /** Of these nothing is forgotten: their events may come in any order. */
  private learn(event: EventEnvelope): void {
    this.experiments.apply(event);
    this.releases.apply(event);
    this.activations.apply(event);
  }

  private apply(event: EventEnvelope): void {
    if (event.type.startsWith('EventType')) this.types.apply(event as EventTypeEvent);
    else this.filters.apply(event as TrafficFilterEvent);
  }
}
