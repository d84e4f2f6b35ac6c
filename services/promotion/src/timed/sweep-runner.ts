import type { Repeated } from '@assay/platform';
import { messageOf, repeat } from '@assay/platform';
import { NotLiveError } from '@assay/projections';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Sweep } from './sweep.js';
import { SWEEPS } from './sweep.js';

/** Runs the sweeps of the service while it is up, each by itself, without a leader (ADR 0019). */
@Injectable()
export class SweepRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(SweepRunner.name);
  private running: readonly Repeated[] = [];

  constructor(@Inject(SWEEPS) private readonly sweeps: readonly Sweep[]) {}

  onApplicationBootstrap(): void {
    this.running = this.sweeps.map((sweep) =>
      repeat(
        sweep.everyMs,
        () => sweep.run(),
        (error) => {
          if (!(error instanceof NotLiveError)) this.logger.warn(`${sweep.name}: ${messageOf(error)}`);
        },
      ),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.running.map((one) => one.stop()));
  }
}
