import type { Clock, Repeated } from '@assay/platform';
import { CLOCK, messageOf, METRICS, repeat } from '@assay/platform';
import { NotLiveError } from '@assay/projections';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { Gauge } from 'prom-client';
import { AlertSettler } from './alert-settler.js';
import { AlertList } from './listing/alert-list.js';
import type { AlertRule } from './rules/alert-rule.js';

export const ALERT_RULES = Symbol('assay:alert-rules');
export const LONGEST_LOOK_MS = Symbol('assay:alert-longest-look-ms');

const LOOK_MS = 1_000;

/**
 * Lets every rule look, as long as the application runs. There is no leader: every process looks, and what is raised
 * is raised once. A rule that fails now does not keep the others from looking, and looks again.
 */
@Injectable()
export class AlertWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(AlertWatch.name);
  private isStopped = false;
  private readonly nextLook = new Map<string, number>();
  private readonly gauge: Gauge<'rule'>;
  private looks: Repeated | undefined;

  constructor(
    @Inject(ALERT_RULES) private readonly rules: readonly AlertRule[],
    @Inject(LONGEST_LOOK_MS) private readonly longestLookMs: number,
    private readonly list: AlertList,
    private readonly settler: AlertSettler,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(METRICS) registry: Registry,
  ) {
    this.gauge = new Gauge({
      name: 'assay_alerts_raised',
      help: 'Alerts that are raised and not resolved, by rule.',
      labelNames: ['rule'],
      registers: [registry],
    });
  }

  onApplicationBootstrap(): void {
    this.looks = repeat(
      LOOK_MS,
      () => this.lookAtDue(),
      (error) => this.logger.warn(messageOf(error)),
    );
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    await this.looks?.stop();
  }

  private async lookAtDue(): Promise<void> {
    for (const rule of this.rules) if (this.isDue(rule)) await this.look(rule);
  }

  /** By the time that goes by: a clock that tests set must not keep rules from looking. */
  private isDue({ name, everyMs }: AlertRule): boolean {
    if (this.isStopped || performance.now() < (this.nextLook.get(name) ?? 0)) return false;
    this.nextLook.set(name, performance.now() + Math.min(everyMs, this.longestLookMs));
    return true;
  }

  private async look(rule: AlertRule): Promise<void> {
    try {
      const open = await this.list.open(rule.name);
      this.gauge.set({ rule: rule.name }, open.length);
      await this.settler.settle(await rule.look(open, this.clock.now()), open);
    } catch (error) {
      // Tables that are not there yet soon are.
      if (error instanceof NotLiveError) this.nextLook.delete(rule.name);
      else this.logger.warn(`${rule.name}: ${messageOf(error)}`);
    }
  }
}
