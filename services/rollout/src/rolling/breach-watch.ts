import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { breachIn, windowStart } from '../health/assess-window.fold.js';
import { OutcomeReader } from '../outcomes/outcome-reader.js';
import type { FlagWithErrors } from '../outcomes/outcomes.projection.js';
import type { InProgress, Paused } from '../rollout/rollout-state.js';
import { ErrorSignals } from './error-signals.js';
import { RolloutDirectory } from './rollout-directory.js';
import { RolloutLog } from './rollout-log.js';

const ACTOR = 'system:rollout';
const SWEEP_MS = 1_000;
/** Many batches with errors in a row are judged together. */
const BREATHER_MS = 100;

/**
 * Turns a feature off when too many of its units meet errors, with no person in the loop. It judges a rollout
 * right after a batch with errors, and sweeps over all every second, so that a crash between the batch and its
 * judgement loses nothing. Any instance may decide; the expected version of the stream lets one of them.
 */
@Injectable()
export class BreachWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(BreachWatch.name);
  private readonly waiting = new Map<string, FlagWithErrors>();
  private readonly stopped = new AbortController();
  private judging: Promise<void> | undefined;
  private sweeping: Promise<void> | undefined;

  constructor(
    private readonly signals: ErrorSignals,
    private readonly directory: RolloutDirectory,
    private readonly outcomes: OutcomeReader,
    private readonly log: RolloutLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.signals.listen((flags) => {
      this.judgeSoon(flags);
    });
    this.sweeping = this.sweepUntilStopped();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped.abort();
    await this.sweeping;
    await this.judging;
  }

  /** Rolls the rollout back when its present activation is in breach. */
  async judge(project: string, key: string): Promise<void> {
    const rollout = await this.log.load(project, key);
    if (rollout.status !== 'in_progress' && rollout.status !== 'paused') return;
    const from = this.windowOf(rollout);
    const suspicious = await this.outcomes.withErrors([{ project, rollout, from }]);
    if (suspicious.length === 0) return;
    const counts = await this.outcomes.enabledSince(project, rollout, from);
    const evidence = breachIn(counts, rollout.design.errorThreshold);
    if (evidence === undefined) return;
    const cause = counts.lastErrorEvent ?? undefined;
    const handled = await this.log.handle({
      type: 'RollBackOnBreach',
      metadata: this.log.metadata({ project, key, actor: ACTOR, cause }),
      activation: this.log.newId(),
      breached: rollout.activation,
      evidence,
    });
    this.logger.warn(`${key}: ${handled.outcome} an automatic rollback, ${JSON.stringify(evidence)}`);
  }

  private windowOf({ design, since }: InProgress | Paused): number {
    return windowStart(design.errorThreshold, since, this.clock.now());
  }

  private judgeSoon(flags: readonly FlagWithErrors[]): void {
    for (const flag of flags) this.waiting.set(`${flag.project}/${flag.flag}`, flag);
    this.judging ??= this.judgeWaiting().finally(() => {
      this.judging = undefined;
    });
  }

  private async judgeWaiting(): Promise<void> {
    while (this.waiting.size > 0 && !this.stopped.signal.aborted) {
      const flags = [...this.waiting.values()];
      this.waiting.clear();
      for (const { project, flag } of flags) await this.noting(() => this.judge(project, flag));
      await this.rest(BREATHER_MS);
    }
  }

  private async sweepUntilStopped(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      await this.rest(SWEEP_MS);
      await this.noting(() => this.sweep());
    }
  }

  private async sweep(): Promise<void> {
    const inTier = await this.directory.inTier();
    const watched = inTier.map((found) => ({ ...found, from: this.windowOf(found.rollout) }));
    const suspicious = await this.outcomes.withErrors(watched);
    this.judgeSoon(suspicious.map(({ project, rollout }) => ({ project, flag: rollout.design.key })));
  }

  /** A database that is away now is asked again at the next sweep. */
  private async noting(work: () => Promise<void>): Promise<void> {
    if (this.stopped.signal.aborted) return;
    await work().catch((error: unknown) => {
      this.logger.warn(`not judged: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  private rest(milliseconds: number): Promise<void> {
    return pause(milliseconds, undefined, { signal: this.stopped.signal }).catch(() => undefined);
  }
}
