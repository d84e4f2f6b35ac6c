import type { PromotionWatch, RollbackCertificate } from '@assay/contracts';
import { derivedId } from '@assay/contracts';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { certifyRollback } from '../certificate/rollback-certificate.js';
import type { ExperimentView } from '../experiments/experiment-view.js';
import type { ActivePromotion } from '../promotion/promotion-state.js';
import { WatchedWindows } from '../watch/watched-windows.js';
import { ExperimentDirectory } from './experiment-directory.js';
import { PromotionLog } from './promotion-log.js';
import { problemOfRefusal } from './promotion-problems.js';
import { RollbackGate } from './rollback-gate.js';

export interface RollbackRequest {
  readonly project: string;
  /** Key, number or name of the experiment. */
  readonly name: string;
  readonly actor: string;
  readonly onBehalfOf?: string | undefined;
  readonly reason: string;
  /** Takes back this promotion and no later one; undefined: the one in force. */
  readonly promotionId?: string | undefined;
  readonly decidedBy: RollbackCertificate['decidedBy'];
  /** The same occasion takes back once, however often it is tried. */
  readonly occasion?: string | undefined;
}

export interface AskedRollback {
  readonly experiment: string;
  readonly promotionId: string;
  /** It had been asked for by the same occasion before. */
  readonly repeated: boolean;
}

const NO_WATCH: PromotionWatch = { hours: 0, onBreach: 'warn', limits: [] };

/** Takes promotions back: control to all again. */
@Injectable()
export class RollbacksService {
  constructor(
    private readonly directory: ExperimentDirectory,
    private readonly log: PromotionLog,
    private readonly windows: WatchedWindows,
    private readonly gate: RollbackGate,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly newId: NewId,
  ) {}

  /**
   * Asks the owner of the experiment; the same promotion is taken back by the watch once.
   * @throws Problem when nothing is in force, the policy forbids it, or others have to agree first
   */
  async ask(request: RollbackRequest): Promise<AskedRollback> {
    const view = await this.directory.find(request.project, request.name);
    const eventId = this.eventIdOf(request, view.key);
    const before = () => this.askedBefore(request.project, view.key, eventId);
    return (
      (await before()) ??
      this.askNow(request, view, eventId).catch(async (error: unknown) => {
        // The same request, sent at the same moment, may have been faster.
        const faster = await before();
        if (faster === undefined) throw error;
        return faster;
      })
    );
  }

  private async askedBefore(
    project: string,
    experiment: string,
    eventId: string,
  ): Promise<AskedRollback | undefined> {
    const promotionId = await this.log.rollbackAskedBy(project, experiment, eventId);
    return promotionId === undefined ? undefined : { experiment, promotionId, repeated: true };
  }

  private async askNow(
    request: RollbackRequest,
    view: ExperimentView,
    eventId: string,
  ): Promise<AskedRollback> {
    const { project, actor, reason, onBehalfOf, decidedBy } = request;
    const { key: experiment } = view;
    const state = await this.log.load(project, experiment);
    if (state.status === 'none') throw problemOfRefusal({ code: 'NO_ACTIVE_PROMOTION' });
    const promotionId = request.promotionId ?? state.promotionId;
    const wanted = { project, experiment, promotionId, actor, byItself: decidedBy === 'watch' };
    const approval = await this.gate.check(wanted);
    const handled = await this.log.handle({
      type: 'RequestRollback',
      metadata: this.log.metadata({ project, experiment, actor, promotionId, eventId }),
      ...{ promotionId, reason, onBehalfOf, approval },
      certificate: await this.certificateOf(request, view, state),
    });
    if (handled.outcome === 'refused') throw problemOfRefusal(handled.refusal);
    return { experiment, promotionId, repeated: handled.repeated };
  }

  private eventIdOf(
    { project, promotionId, decidedBy, occasion }: RollbackRequest,
    experiment: string,
  ): string {
    if (decidedBy === 'watch' && promotionId !== undefined)
      return derivedId(promotionId, 'rolled back by the watch');
    return occasion === undefined ? this.newId() : derivedId('rollback', project, experiment, occasion);
  }

  private async certificateOf(
    { project, decidedBy }: RollbackRequest,
    { key: experiment, run }: ExperimentView,
    { promotionId, variant, promotedAt, watch }: ActivePromotion,
  ): Promise<RollbackCertificate> {
    const now = this.clock.now();
    const decidedAt = new Date(now).toISOString();
    const watched = { project, experiment, promotedAt: promotedAt ?? decidedAt, watch: watch ?? NO_WATCH };
    const [windows] = await this.windows.read([watched], now);
    const [seen] = run === null ? [] : await this.directory.seenOf([{ project, experiment, run }]);
    const snapshot = seen?.known?.snapshot;
    return certifyRollback({
      ...{ experiment, promotionId, variant, decidedAt, decidedBy },
      promotedAt: watched.promotedAt,
      watch: watched.watch,
      windows: [...(windows ?? [])],
      metrics: snapshot?.variants ?? [],
      offsets: snapshot?.offsets ?? [],
      completeTo: snapshot?.completeTo ?? null,
    });
  }
}
