import { showLag, STORE_GATE } from '@assay/event-store';
import type { StoreGate } from '@assay/event-store';
import { METRICS, Readiness } from '@assay/platform';
import { Inject, Injectable, Optional } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { ReadinessAnswer } from '@assay/platform';
import type { Registry } from 'prom-client';
import { NotLiveError } from './errors/index.js';
import type { Projections } from './projections.js';
import { PROJECTIONS } from './tokens.js';

/**
 * Runs the projections while the application runs; they drain before the relay and the pool end. The process is not
 * ready before each of them has tables: a command would be carried out, and its answer, which reads them, would fail.
 */
@Injectable()
export class ProjectionsLifecycle implements OnApplicationBootstrap, OnModuleDestroy {
  private stopShowing: () => void = () => undefined;
  private haveTables = false;
  private stopping = false;

  constructor(
    @Inject(PROJECTIONS) private readonly projections: Projections,
    @Inject(STORE_GATE) private readonly gate: Pick<StoreGate, 'opened'>,
    @Optional() @Inject(METRICS) private readonly registry?: Registry,
    @Optional() private readonly readiness?: Readiness,
  ) {}

  onApplicationBootstrap(): void {
    // What a model decides or emits while it catches up is recognised as done before by the store, if that is whole.
    void this.gate.opened.then(() => {
      if (!this.stopping) this.projections.start();
    });
    this.readiness?.add({
      name: `${this.projections.service}-read-models`,
      check: () => this.areThere(),
    });
    if (this.registry === undefined) return;
    const gauge = {
      name: 'assay_projection_lag_events',
      help: 'Events that lie in the log and are not in the read model yet.',
      owner: this.projections.service,
    };
    this.stopShowing = showLag(this.registry, gauge, () => this.lags());
  }

  async onModuleDestroy(): Promise<void> {
    this.stopShowing();
    this.stopping = true;
    await this.projections.stop();
  }

  /** Once they are there they stay; a database that does not answer has nothing to do with it. */
  private async areThere(): Promise<ReadinessAnswer> {
    const names = this.haveTables ? [] : this.projections.names();
    try {
      await Promise.all(names.map((name) => this.projections.read(name, () => Promise.resolve())));
      this.haveTables = true;
    } catch (error) {
      if (error instanceof NotLiveError) return { ready: false, detail: error.message };
    }
    return { ready: true };
  }

  private async lags(): Promise<ReadonlyMap<string, number>> {
    const names = this.projections.names();
    const all = await Promise.all(names.map((name) => this.projections.status(name)));
    return new Map(all.map(({ name, lag }) => [name, lag]));
  }
}
