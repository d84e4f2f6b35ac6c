import { TOPICS } from '@assay/contracts';
import type { DeliveredBatch, EventBus, LastingReader } from '@assay/event-bus';
import { EVENT_BUS, keepReading } from '@assay/event-bus';
import { messageOf, Readiness, UnavailableProblem } from '@assay/platform';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ReleaseTable } from './release-table.js';

/** Keeps the table of releases equal to the log: every process reads the whole topic, so any of them routes. */
@Injectable()
export class ReleaseReader implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ReleaseReader.name);
  private reader: LastingReader | undefined;
  private caughtUp = false;

  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    private readonly table: ReleaseTable,
    readiness: Readiness,
  ) {
    readiness.add({
      name: 'releases',
      check: () =>
        this.caughtUp ? { ready: true } : { ready: false, detail: 'still reading the topic of releases' },
    });
  }

  /** Until the topic has been read to its end, releases are those of the past. */
  get isReady(): boolean {
    return this.caughtUp;
  }

  /** @throws UnavailableProblem until then */
  requireReady(): void {
    if (this.caughtUp) return;
    throw new UnavailableProblem('RELEASES_NOT_READ', 'releases are still being read from the log', {
      headers: { 'retry-after': '1' },
    });
  }

  onApplicationBootstrap(): void {
    const warn = (error: unknown): void =>
      this.logger.warn(`releases are not up to date: ${messageOf(error)}`);
    const handle = (batch: DeliveredBatch): Promise<void> => Promise.resolve(this.applyBatch(batch));
    const topics = [TOPICS.releases.name];
    this.reader = keepReading(this.bus, { name: 'rollout-releases', topics, handle }, warn);
    void this.reader.caughtUp().then(() => (this.caughtUp = true), warn);
  }

  async onModuleDestroy(): Promise<void> {
    await this.reader?.stop();
  }

  private applyBatch({ events, unreadable = [] }: DeliveredBatch): void {
    for (const { event } of events) this.table.apply(event);
    for (const { subject, reason } of unreadable)
      if (subject !== undefined) this.table.setAside(subject, reason);
  }
}
