import { showLag } from '@assay/event-store';
import { METRICS } from '@assay/platform';
import { Inject, Injectable, Optional } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { Projections } from './projections.js';
import { PROJECTIONS } from './tokens.js';

/** Runs the projections while the application runs; they drain before the relay and the pool end. */
@Injectable()
export class ProjectionsLifecycle implements OnApplicationBootstrap, OnModuleDestroy {
  private stopShowing: () => void = () => undefined;

  constructor(
    @Inject(PROJECTIONS) private readonly projections: Projections,
    @Optional() @Inject(METRICS) private readonly registry?: Registry,
  ) {}

  onApplicationBootstrap(): void {
    this.projections.start();
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
    await this.projections.stop();
  }

  private async lags(): Promise<ReadonlyMap<string, number>> {
    const names = this.projections.names();
    const all = await Promise.all(names.map((name) => this.projections.status(name)));
    return new Map(all.map(({ name, lag }) => [name, lag]));
  }
}
