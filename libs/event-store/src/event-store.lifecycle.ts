import { METRICS, Readiness } from '@assay/platform';
import type { ReadinessAnswer } from '@assay/platform';
import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import type {
  BeforeApplicationShutdown,
  OnApplicationBootstrap,
  OnApplicationShutdown,
} from '@nestjs/common';
import type { Pool } from 'pg';
import type { Registry } from 'prom-client';
import type { StoreGate } from './gate/store-gate.js';
import { showLag } from './lag-gauge.js';
import type { Relay } from './relay/relay.js';
import { RelayWatch } from './relay/relay-watch.js';
import type { RelayStall } from './relay/relay-watch.js';
import { RELAY, SERVICE_POOL, STORE_GATE } from './tokens.js';

/**
 * Starts the relay with the application, as soon as the store may be written to. At the end: what uses the pool stops on destroy, then the relay, then
 * the pool (and the bus, which also closes on shutdown).
 */
@Injectable()
export class EventStoreLifecycle
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private stopShowing: () => void = () => undefined;
  private stall: RelayStall = { waiting: 0, stalledMs: 0 };

  constructor(
    @Inject(SERVICE_POOL) private readonly pool: Pool,
    @Inject(RELAY) private readonly relay: Relay,
    @Inject(STORE_GATE) private readonly gate: StoreGate,
    @Optional() @Inject(METRICS) private readonly registry?: Registry,
    @Optional() private readonly readiness?: Readiness,
  ) {}

  onApplicationBootstrap(): void {
    this.gate.start();
    void this.gate.opened.then(() => this.relay.start());
    this.readiness?.add({ name: `${this.relay.service}-event-store`, check: () => this.mayBeWritten() });
    if (this.registry === undefined) return;
    this.stopShowing = this.show(this.registry);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopShowing();
    await this.gate.stop();
    await this.relay.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }

  private mayBeWritten(): ReadinessAnswer {
    const refusal = this.gate.refusal();
    return refusal === undefined ? { ready: true } : { ready: false, detail: refusal.message };
  }

  private show(registry: Registry): () => void {
    const owner = this.relay.service;
    const onChange = (stall: RelayStall): void => {
      this.tell(stall);
    };
    const watch = new RelayWatch({ database: this.pool, now: Date.now, onChange });
    const lag = {
      name: 'assay_relay_lag_events',
      help: 'Events that are written and not published yet.',
      owner,
    };
    const stalled = {
      name: 'assay_relay_stalled_seconds',
      help: 'For how long nothing has been published although events wait.',
      owner,
    };
    const stops = [
      showLag(registry, lag, async () => {
        this.stall = await watch.look();
        return new Map([['relay', this.stall.waiting]]);
      }),
      showLag(registry, stalled, () => new Map([['relay', this.stall.stalledMs / 1000]])),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  private tell({ waiting, stalledMs }: RelayStall): void {
    const logger = new Logger(`relay of ${this.relay.service}`);
    if (stalledMs === 0) return logger.log('publishing goes on');
    const reason = this.relay.health().lastError ?? 'another process leads, or this one waits';
    logger.error(
      `${String(waiting)} events wait and none has been published for ${String(Math.round(stalledMs / 1000))} s: ${reason}`,
    );
  }
}
