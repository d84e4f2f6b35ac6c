import { setTimeout as pause } from 'node:timers/promises';
import type { Repeated } from '@assay/platform';
import { messageOf, repeat } from '@assay/platform';
import { NotLiveError } from '@assay/projections';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import { Judgements } from '../release-analysis/judgements.js';
import { isLive } from '../release/release-state.js';
import type { LiveRelease } from '../release/release-state.js';
import type { Looked } from '../release-outcomes/release-outcome-reader.js';
import { ReleaseOutcomeReader } from '../release-outcomes/release-outcome-reader.js';
import { ReleaseReader } from '../release-routing/release-reader.js';
import type { Found, ReleaseName } from '../release-routing/release-table.js';
import { ReleaseTable } from '../release-routing/release-table.js';
import { AutomaticRollback } from './automatic-rollback.js';
import type { Assessment } from './evidence-of.fold.js';
import { OutcomeSignal } from './outcome-signal.js';
import { ReleaseAssessor } from './release-assessor.js';

const EVERY_MS = 1_000;
/** How many are looked up with one statement. */
const AT_ONCE = 500;
/** Many batches in a row are judged together. */
const BREATHER_MS = 50;

/**
 * Judges releases as their outcomes come in, with no person in the loop: after each batch, and every second, so that
 * a crash between a batch and its judgement loses nothing. Only those are judged that have new outcomes, or that
 * changed themselves; where it has looked is kept as offsets, and a new process looks over all of them once.
 */
@Injectable()
export class ReleaseWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ReleaseWatch.name);
  private looked: Looked = new Map();
  private changed = new Map<string, ReleaseName>();
  private looking: Promise<void> | undefined;
  private isDue = false;
  private sweeps: Repeated | undefined;
  private readonly stopped = new AbortController();

  constructor(
    private readonly signal: OutcomeSignal,
    private readonly reader: ReleaseReader,
    private readonly table: ReleaseTable,
    private readonly outcomes: ReleaseOutcomeReader,
    private readonly assessor: ReleaseAssessor,
    private readonly judgements: Judgements,
    private readonly rollback: AutomaticRollback,
  ) {}

  onApplicationBootstrap(): void {
    this.table.listen((name) => {
      this.note(name);
    });
    this.sweeps = repeat(EVERY_MS, () => this.look(), this.failed);
    this.signal.listen(() => void this.look().catch(this.failed));
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped.abort();
    await this.sweeps?.stop();
    await this.looking?.catch(() => undefined);
  }

  /** Looks at what has changed; what changes meanwhile is looked at right afterwards. */
  look(): Promise<void> {
    this.isDue = true;
    this.looking ??= this.lookWhileDue().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async lookWhileDue(): Promise<void> {
    while (this.isDue && !this.stopped.signal.aborted) {
      this.isDue = false;
      await this.judgeChanged();
      await pause(BREATHER_MS, undefined, { signal: this.stopped.signal }).catch(() => undefined);
    }
  }

  private async judgeChanged(): Promise<void> {
    if (!this.reader.isReady) return;
    const { flags, looked } = await this.outcomes.changedSince(this.looked);
    const changed = this.changed;
    this.changed = new Map();
    try {
      await this.judge([...flags, ...changed.values()]);
    } catch (error) {
      this.changed = new Map([...changed, ...this.changed]);
      throw error;
    }
    this.looked = looked;
  }

  private async judge(names: readonly ReleaseName[]): Promise<void> {
    const found = this.liveOnes(names);
    for (let from = 0; from < found.length; from += AT_ONCE)
      await this.judgeSome(found.slice(from, from + AT_ONCE));
  }

  private async judgeSome(found: readonly Found<LiveRelease>[]): Promise<void> {
    const assessed = await this.assessor.assessAll(found, (release) => this.judgements.of(release));
    for (const { project, ...assessment } of assessed) await this.actOn(project, assessment);
  }

  /** One that cannot be decided on now is looked at again, and keeps no other one waiting. */
  private async actOn(project: string, assessment: Assessment): Promise<void> {
    await this.rollback.actOn(project, assessment).catch((error: unknown) => {
      this.note({ project, key: assessment.release.design.key });
      this.failed(error);
    });
  }

  private note(name: ReleaseName): void {
    this.changed.set(`${name.project}/${name.key}`, name);
  }

  private liveOnes(names: readonly ReleaseName[]): readonly Found<LiveRelease>[] {
    const found = new Map<LiveRelease, Found<LiveRelease>>();
    for (const { project, key } of names) {
      const release = this.table.get(project, key);
      if (release !== undefined && isLive(release)) found.set(release, { project, release });
    }
    return [...found.values()];
  }

  private readonly failed = (error: unknown): void => {
    if (!(error instanceof NotLiveError)) this.logger.warn(`releases are not judged: ${messageOf(error)}`);
  };
}
