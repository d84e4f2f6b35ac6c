import { setTimeout as pause } from 'node:timers/promises';
import type { TriggerRule } from '@assay/contracts';
import type { Clock, Repeated } from '@assay/platform';
import { CLOCK, messageOf, repeat } from '@assay/platform';
import { NotLiveError } from '@assay/projections';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { windowStart } from '../health/assess-window.fold.js';
import { OutcomeReader } from '../outcomes/outcome-reader.js';
import type { Flag } from '../outcomes/outcomes.projection.js';
import { RolloutDirectory } from '../rolling/rollout-directory.js';
import { BreachJudge } from './breach-judge.js';
import { ChangedRollouts } from './changed-rollouts.js';
import { LookList } from './look-list.js';
import { WatchSignals } from './watch-signals.js';

const SWEEP_MS = 1_000;
/** Many batches with outcomes in a row are judged together. */
const BREATHER_MS = 50;
/** How many are looked up with one statement. */
const AT_ONCE = 500;
/** A rollout with very many units is judged during a tenth of the time, but every few seconds. */
const REST_FACTOR = 9;
const MOST_REST_MS = 2_000;
const EXPENSIVE_MS = 50;

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
    private readonly outcomes: OutcomeReader,
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
    this.judgeSoon([...(await this.changed.withOutcomes()), ...(await this.changed.rollouts())]);
  }

  private judgeSoon(flags: readonly Flag[]): void {
    this.list.soon(flags);
    this.judging ??= this.judgeWaiting().finally(() => {
      this.judging = undefined;
    });
  }

  private async judgeWaiting(): Promise<void> {
    for (;;) {
      const flags = this.list.take(this.clock.now(), AT_ONCE);
      if (flags.length === 0 || this.stopped.signal.aborted) return;
      await this.lookAt(flags).catch((error: unknown) => {
        this.list.soon(flags);
        this.note(error);
      });
      await pause(BREATHER_MS, undefined, { signal: this.stopped.signal }).catch(() => undefined);
    }
  }

  /** Only what has errors in its window, or a rule that needs none, is worth a closer look. */
  private async lookAt(flags: readonly Flag[]): Promise<void> {
    const now = this.clock.now();
    const found = await this.directory.inTier(flags);
    const watched = found.map((one) => {
      const { errorThreshold } = one.rollout.design;
      return { ...one, from: windowStart(errorThreshold, one.rollout.since, now) };
    });
    const withErrors = new Set(await this.outcomes.withErrors(watched));
    for (const one of watched) {
      const { project, rollout } = one;
      const hasErrors = withErrors.has(one);
      if (hasErrors || rollout.design.triggers.some(needsNoErrors))
        await this.closerLook({ project, flag: rollout.design.key }, hasErrors);
    }
  }

  private async closerLook(flag: Flag, hasErrors: boolean): Promise<void> {
    if (this.stopped.signal.aborted) return;
    const began = performance.now();
    const again = await this.judge.judge(flag.project, flag.flag, hasErrors).catch((error: unknown) => {
      this.note(error);
      return this.clock.now() + SWEEP_MS;
    });
    const took = performance.now() - began;
    if (took > EXPENSIVE_MS)
      this.list.rest(flag, this.clock.now() + Math.min(took * REST_FACTOR, MOST_REST_MS));
    else if (again !== undefined) this.list.again(flag, again);
  }

  /** A database that is away now is asked again at the next sweep. */
  private readonly note = (error: unknown): void => {
    if (!(error instanceof NotLiveError)) this.logger.warn(`not judged: ${messageOf(error)}`);
  };
}

/** Slow answers and server errors may be told as successes. */
const needsNoErrors = ({ metric }: TriggerRule): boolean =>
  metric === 'p95_latency_ms' || metric === 'server_errors';
