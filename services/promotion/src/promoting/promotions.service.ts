import { setTimeout as pause } from 'node:timers/promises';
import type { PromotionThresholds } from '@assay/contracts';
import type { NewId } from '@assay/platform';
import { ConflictProblem, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { EligibilityService } from './eligibility.service.js';
import { ExperimentDirectory } from './experiment-directory.js';
import { PromotionLog } from './promotion-log.js';
import { problemOfRefusal, promotionNotFound } from './promotion-problems.js';
import type { PromotionRecord } from './promotion-record.js';

interface Request {
  readonly project: string;
  /** Key, number or name of the experiment. */
  readonly name: string;
  readonly actor: string;
  readonly onBehalfOf?: string | undefined;
}

export interface PromoteRequest extends Request {
  readonly promotionType: 'auto' | 'manual';
  readonly variant?: string | undefined;
  readonly overrides: Partial<PromotionThresholds>;
  readonly notes?: Record<string, unknown> | undefined;
  readonly acknowledgeKnownBad: boolean;
}

export interface RollbackRequest extends Request {
  readonly reason: string;
}

const PENDING: readonly PromotionRecord['status'][] = ['requested', 'rollback_requested'];
const POLLS = 100;
const POLL_MS = 100;

export const isPending = ({ status }: PromotionRecord): boolean => PENDING.includes(status);

/** Promotes winners and takes promotions back, by asking the owner of the experiment and waiting for its answer. */
@Injectable()
export class PromotionsService {
  constructor(
    private readonly eligibility: EligibilityService,
    private readonly directory: ExperimentDirectory,
    private readonly log: PromotionLog,
    @Inject(IDS) private readonly newId: NewId,
  ) {}

  /**
   * @returns the promotion, completed or still requested when the owner takes its time
   * @throws Problem when it is refused, by the checks or by the owner
   */
  async promote(request: PromoteRequest): Promise<PromotionRecord> {
    const { project, actor, onBehalfOf, variant, promotionType, notes, acknowledgeKnownBad } = request;
    const certificate = await this.eligibility.certify(request);
    const { experiment } = certificate;
    const promotionId = this.newId();
    const handled = await this.log.handle({
      type: 'RequestPromotion',
      metadata: this.log.metadata({ project, experiment, actor, promotionId }),
      ...{ promotionId, certificate, variant, promotionType, onBehalfOf, notes, acknowledgeKnownBad },
    });
    if (handled.outcome === 'refused') throw problemOfRefusal(handled.refusal);
    return this.answered(project, experiment, promotionId);
  }

  /** Control to all again; the same promises as for {@link promote}. */
  async rollBack(request: RollbackRequest): Promise<PromotionRecord> {
    const { project, name, actor, reason, onBehalfOf } = request;
    const { key: experiment, run } = await this.directory.find(project, name);
    const evidence = run === null ? undefined : await this.directory.evidenceOf(project, experiment, run);
    const [latest] = await this.log.records(project, experiment);
    const promotionId = latest?.id ?? this.newId();
    const handled = await this.log.handle({
      type: 'RequestRollback',
      metadata: this.log.metadata({ project, experiment, actor, promotionId }),
      ...{ reason, onBehalfOf, metricsAtRollback: evidence?.snapshot.variants ?? [] },
    });
    if (handled.outcome === 'refused') throw problemOfRefusal(handled.refusal);
    return this.answered(project, experiment, promotionId);
  }

  async history(project: string, name: string): Promise<readonly PromotionRecord[]> {
    const { key } = await this.directory.find(project, name);
    return this.log.records(project, key);
  }

  async record(project: string, name: string, promotionId: string): Promise<PromotionRecord> {
    const found = (await this.history(project, name)).find(({ id }) => id === promotionId);
    if (found === undefined) throw promotionNotFound(promotionId);
    return found;
  }

  /** Waits a bounded time for the owner; what it refused becomes the caller’s refusal. */
  private async answered(project: string, experiment: string, id: string): Promise<PromotionRecord> {
    for (let poll = 0; ; poll += 1) {
      const record = (await this.log.records(project, experiment)).find((entry) => entry.id === id);
      if (record === undefined) throw promotionNotFound(id);
      if (record.refusal !== null) throw new ConflictProblem(record.refusal.code, record.refusal.reason);
      if (!isPending(record) || poll === POLLS) return record;
      await pause(POLL_MS);
    }
  }
}
