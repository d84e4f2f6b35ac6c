import { hostname } from 'node:os';
import type { AlertReading } from '@assay/alerts';
import { AlertLog } from '@assay/alerts';
import { isTransientError } from '@assay/event-bus';
import type { Clock, Repeated, ServiceConfig } from '@assay/platform';
import { CLOCK, messageOf, METRICS, repeat, SERVICE_CONFIG } from '@assay/platform';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { GatewayDatabase } from './gateway-database.js';
import type { GatewayJudgement, GatewaySight } from './gateway-rules.js';
import { judgeGateway, RESTARTS } from './gateway-rules.js';
import { GatewayWindow, WINDOW_MS } from './gateway-window.js';
import { requestTotals } from './request-totals.js';

const EVERY_MS = 5_000;
/** How often it is said again that an alert waits. */
const SAY_AGAIN_MS = 10 * 60_000;

/**
 * Looks at this process: failures, latency, its database, its restarts. What is over its limit is an alert of this
 * process; one that could not be put into the database, because that is away, is raised when it is back.
 */
@Injectable()
export class GatewayWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(GatewayWatch.name);
  private readonly window = new GatewayWindow();
  /** Rules whose alert may be raised, since when; at the start any of them, by an earlier process. */
  private readonly mayBeRaised = new Map<string, number>();
  /** What this process has raised. */
  private readonly raised = new Map<string, AlertReading>();
  private readonly owed = new Map<string, GatewayJudgement>();
  /** When it was said that the alert of a rule waits. */
  private readonly said = new Map<string, number>();
  private readonly instance: string;
  private looks: Repeated | undefined;
  private last: Promise<void> = Promise.resolve();

  constructor(
    @Inject(METRICS) private readonly registry: Registry,
    private readonly alerts: AlertLog,
    private readonly database: GatewayDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SERVICE_CONFIG) { port }: Pick<ServiceConfig, 'port'>,
  ) {
    this.instance = `${hostname()}:${String(port)}`;
    for (const { reading } of judgeGateway(this.sight(0))) this.mayBeRaised.set(reading.rule, -Infinity);
  }

  onApplicationBootstrap(): void {
    this.looks = repeat(
      EVERY_MS,
      () => this.look(),
      (error) => this.logger.warn(messageOf(error)),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.looks?.stop();
    await this.resolveAll().catch((error: unknown) => this.logger.warn(messageOf(error)));
  }

  /** Nobody looks at a process that has ended: what it raised is over with it. */
  private async resolveAll(): Promise<void> {
    for (const reading of this.raised.values())
      await this.alerts.resolve({ ...reading, value: null, message: 'the process has ended' }, 0);
  }

  /** One look at everything, after the one that is under way. */
  look(): Promise<void> {
    const look = this.last.then(() => this.lookAtAll());
    this.last = look.catch(() => undefined);
    return look;
  }

  private async lookAtAll(): Promise<void> {
    const now = this.clock.now();
    this.window.add(now, await requestTotals(this.registry));
    const starts = await this.database.starts(this.instance, new Date(now));
    for (const judgement of judgeGateway(this.sight(starts))) await this.settle(judgement, now);
  }

  private sight(starts: number): GatewaySight {
    const { instance, window, database } = this;
    return { instance, lastMinute: window.lastMinute, databaseFailures: database.failures, starts };
  }

  private async settle(judgement: GatewayJudgement, now: number): Promise<void> {
    const { verdict, reading } = judgement;
    const { rule } = reading;
    if (verdict === 'raise') this.owed.set(rule, judgement);
    try {
      const owed = this.owed.get(rule);
      if (owed !== undefined) {
        const raised = await this.alerts.raise(owed.reading);
        this.owed.delete(rule);
        this.said.delete(rule);
        this.mayBeRaised.set(rule, now);
        if (rule !== RESTARTS) this.raised.set(rule, owed.reading);
        if (raised !== undefined) this.logger.warn(`${rule}: ${owed.reading.message}`);
      }
      if (verdict === 'resolve') await this.resolve(judgement, now);
    } catch (error) {
      if (!isTransientError(error) || this.isToBeSaid(rule, now))
        this.logger.warn(`${rule}: ${reading.message}; the alert waits (${messageOf(error)})`);
    }
  }

  /** An alert that waits is said at once, and now and then; one that is over is resolved at a later look. */
  private isToBeSaid(rule: string, now: number): boolean {
    if (!this.owed.has(rule) || now - (this.said.get(rule) ?? -Infinity) < SAY_AGAIN_MS) return false;
    this.said.set(rule, now);
    return true;
  }

  private async resolve({ reading }: GatewayJudgement, now: number): Promise<void> {
    const since = this.mayBeRaised.get(reading.rule);
    if (since === undefined) return;
    const resolved = await this.alerts.resolve(reading);
    // Nothing was raised, unless it was so just now that it has to stay for a while.
    if (resolved === undefined && now - since <= WINDOW_MS * 2) return;
    this.mayBeRaised.delete(reading.rule);
    this.raised.delete(reading.rule);
  }
}
