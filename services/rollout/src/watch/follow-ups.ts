import { AlertLog } from '@assay/alerts';
import type { Sweep } from '@assay/projections';
import { each } from '@assay/projections';
import { Injectable, Logger } from '@nestjs/common';
import { RolloutNeeds } from '../needs/rollout-needs.js';
import type { Flag } from '../outcomes/outcomes.projection.js';
import { RolloutDirectory } from '../rollout-list/rollout-directory.js';
import { RolloutLog } from '../rollout-handling/rollout-log.js';
import type { ExistingRollout } from '../rollout/rollout-state.js';
import { alertsOf } from './alert-readings.fold.js';
import { ChangedRollouts } from './changed-rollouts.js';

const ACTOR = 'system:rollout';
const EVERY_MS = 500;
const AT_ONCE = 500;
/** After these an alert may be over that this process has not seen. */
const ENDS_ALERTS: ReadonlySet<string> = new Set(['RolloutRolledBack', 'RolloutResumed']);

/**
 * What follows from a change of a rollout: alerts, and the pause or rollback of those that need it. Every process
 * looks at every change; the streams let one of them through, and all of it is looked at again after a start.
 */
@Injectable()
export class FollowUps implements Sweep {
  readonly name = 'follow-ups';
  readonly everyMs = EVERY_MS;
  private readonly logger = new Logger(FollowUps.name);
  private readonly waiting = new Map<string, Flag>();
  /** Alerts that hold, as far as this process has seen. */
  private readonly held = new Set<string>();

  constructor(
    private readonly changed: ChangedRollouts,
    private readonly directory: RolloutDirectory,
    private readonly needs: RolloutNeeds,
    private readonly log: RolloutLog,
    private readonly alerts: AlertLog,
  ) {}

  /** What could not be done stays, behind the others, and is tried again. */
  async run(): Promise<void> {
    this.wait(await this.changed.rollouts());
    const some = [...this.waiting].slice(0, AT_ONCE);
    if (some.length === 0) return;
    for (const [key] of some) this.waiting.delete(key);
    const flags = some.map(([, flag]) => flag);
    await this.orWait(flags, async () => {
      const concerned = await this.needs.concernedBy(flags);
      await each(concerned, (one) => this.orWait([one], () => this.follow(one)));
      const found = await this.directory.find(flags);
      await each(found, ({ project, rollout }) => {
        const flag = { project, flag: rollout.design.key };
        return this.orWait([flag], () => this.tell(project, rollout));
      });
    });
  }

  private wait(flags: readonly Flag[]): void {
    for (const one of flags) this.waiting.set(`${one.project}/${one.flag}`, one);
  }

  private async orWait(flags: readonly Flag[], work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => {
      this.wait(flags);
      throw error;
    });
  }

  private async follow({ project, flag: key }: Flag): Promise<void> {
    const handled = await this.log.handle({
      type: 'FollowNeeds',
      metadata: this.log.metadata({ project, key, actor: ACTOR }),
      activation: this.log.newId(),
      needs: await this.needs.of(project, key),
    });
    if (handled.outcome === 'refused') return;
    this.logger.warn(
      `${key}: ${handled.events.map(({ event }) => event.type).join(', ')}, for what it needs`,
    );
  }

  private async tell(project: string, rollout: ExistingRollout): Promise<void> {
    const mayBeOver = rollout.history.some(({ by }) => ENDS_ALERTS.has(by));
    for (const { reading, holds } of alertsOf(project, rollout)) {
      const alert = `${project}/${reading.rule}/${reading.subject}`;
      if (holds) {
        await this.alerts.raise(reading);
        this.held.add(alert);
      } else if (this.held.has(alert) || mayBeOver) {
        await this.alerts.resolve(reading, 0);
        this.held.delete(alert);
      }
    }
  }
}
