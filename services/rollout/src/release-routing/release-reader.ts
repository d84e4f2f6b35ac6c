import { TOPICS } from '@assay/contracts';
import type { DeliveredBatch, EventBus, Subscription } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import { messageOf, Readiness, UnavailableProblem } from '@assay/platform';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { ReleaseTable } from './release-table.js';

const RETRY_MS = 1_000;

/** Keeps the table of releases equal to the log: every process reads the whole topic, so any of them routes. */
@Injectable()
export class ReleaseReader implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ReleaseReader.name);
  private readonly stopped = new AbortController();
  private subscription: Subscription | undefined;
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
    void this.follow();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped.abort();
    await this.subscription?.stop();
  }

  private async follow(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      try {
        this.subscription ??= await this.read();
        await this.subscription.caughtUp;
        this.caughtUp = true;
        return;
      } catch (error) {
        this.logger.warn(`releases cannot be read now: ${messageOf(error)}`);
        await pause(RETRY_MS, undefined, { signal: this.stopped.signal }).catch(() => undefined);
      }
    }
  }

  private read(): Promise<Subscription> {
    return this.bus.read({
      name: 'rollout-releases',
      topics: [TOPICS.releases.name],
      handle: (batch) => Promise.resolve(this.applyBatch(batch)),
      onError: (error) => this.logger.warn(`releases are not up to date: ${messageOf(error)}`),
    });
  }

  private applyBatch({ events, unreadable = [] }: DeliveredBatch): void {
    for (const { event } of events) this.table.apply(event);
    for (const { subject, reason } of unreadable)
      if (subject !== undefined) this.table.setAside(subject, reason);
  }
}
