import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, Repeated } from '@assay/platform';
import { CLOCK, messageOf, repeat } from '@assay/platform';
import { NotLiveError } from '@assay/projections';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Flag } from '../outcomes/outcomes.projection.js';
import { RolloutDirectory } from '../rollout-list/rollout-directory.js';
import { BreachJudge } from './breach-judge.js';
import { ChangedRollouts } from './changed-rollouts.js';
import { LookList } from './look-list.js';
import { nextLook } from './next-look.js';
import { WatchSignals } from './watch-signals.js';

const SWEEP_MS = 1_000;
/** Many batches with outcomes in a row are judged together. */
const BREATHER_MS = 50;
/** How many are judged with the same statements. */
const AT_ONCE = 500;

/**
 * Looks at rollouts whose outcomes have changed: right after the batch that brought them, and every second at what
 * changed since this process looked last, so that a crash between the batch and its judgement loses nothing. What
 * stands still is not looked at, however many rollouts there are.
 */
@Injectable()
export class BreachWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(BreachWatch.name);
  private readonly list = new LookList();
  private readonly stopped = new AbortController();
  private judging: Promise<void> | undefined;
  private sweeps: Repeated | undefined;

  constructor(
    private readonly signals: WatchSignals,
    private readonly changed: ChangedRollouts,
    private readonly directory: RolloutDirectory,
    private readonly judge: BreachJudge,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.signals.listen((flags) => {
      this.judgeSoon(flags);
    });
    this.sweeps = repeat(SWEEP_MS, () => this.sweep(), this.note);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped.abort();
    await this.sweeps?.stop();
    await this.judging;
  }

  private async sweep(): Promise<void> {
    this.judgeSoon(await this.changed.withOutcomes());
    this.judgeSoon(await this.changed.rollouts());
  }

  private judgeSoon(flags: readonly Flag[]): void {
    this.list.soon(flags);
    this.judging ??= this.judgeWaiting().finally(() => {
      this.judging = undefined;
    });
  }

  /** What could not be judged, because the database is away, is judged again after a sweep. */
  private async judgeWaiting(): Promise<void> {
    for (;;) {
      const flags = this.list.take(this.clock.now(), AT_ONCE);
      if (flags.length === 0 || this.stopped.signal.aborted) return;
      try {
        await this.lookAt(flags);
      } catch (error) {
        this.note(error);
        for (const flag of flags) this.list.again(flag, this.clock.now() + SWEEP_MS);
      }
      await pause(BREATHER_MS, undefined, { signal: this.stopped.signal }).catch(() => undefined);
    }
  }

  private async lookAt(flags: readonly Flag[]): Promise<void> {
    for (const assessed of await this.judge.judge(await this.directory.inTier(flags))) {
      const next = nextLook(assessed);
      if (next === undefined) continue;
      const flag = { project: assessed.project, flag: assessed.rollout.design.key };
      const at = this.clock.now() + next.afterMs;
      if (next.isRest) this.list.rest(flag, at);
      else this.list.again(flag, at);
    }
  }

  private readonly note = (error: unknown): void => {
    if (!(error instanceof NotLiveError)) this.logger.warn(`not judged: ${messageOf(error)}`);
  };
}
