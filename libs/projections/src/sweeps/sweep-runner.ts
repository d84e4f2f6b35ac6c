import type { Repeated } from '@assay/platform';
import { messageOf, repeat } from '@assay/platform';
import type { OnApplicationBootstrap, OnModuleDestroy, Provider, Type } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import { NotLiveError } from '../errors/index.js';
import type { Sweep } from './sweep.js';

/**
 * Runs sweeps while the application is up, each by itself, without a leader. A read model that has not been built yet
 * has nothing to be found, which is no failure.
 */
export class SweepRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(SweepRunner.name);
  private running: readonly Repeated[] = [];

  constructor(private readonly sweeps: readonly Sweep[]) {}

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

/**
 * Provider that runs others of its module as sweeps.
 * @example providers: [ScheduleRunner, sweepRunner(ScheduleRunner)]
 */
export const sweepRunner = (...sweeps: readonly Type<Sweep>[]): Provider => ({
  provide: Symbol('assay:sweep-runner'),
  useFactory: (...found: readonly Sweep[]) => new SweepRunner(found),
  inject: [...sweeps],
});
