import { policyForbids } from '@assay/approvals';
import type { KnownApproval } from '@assay/approvals';
import type { Certificate } from '@assay/contracts';
import { derivedId } from '@assay/contracts';
import type { NewId } from '@assay/platform';
import { idempotencyKeyReused, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { RequestPromotion } from '../promotion/promotion-command.js';
import { wrongVariant } from '../promotion/promotion-request.decider.js';
import type { Certified, EligibilityRequest } from './eligibility.service.js';
import { EligibilityService } from './eligibility.service.js';
import { OwnersAnswer } from './owners-answer.js';
import type { PromotionProposal } from './promotion-approvals.service.js';
import { PromotionApprovals } from './promotion-approvals.service.js';
import { PromotionLog } from './promotion-log.js';
import { problemOfRefusal } from './promotion-problems.js';
import type { PromotionRecord } from './promotion-record.js';

export interface PromoteRequest extends EligibilityRequest {
  readonly onBehalfOf?: string | undefined;
  readonly promotionType: 'auto' | 'manual';
  readonly variant?: string | undefined;
  readonly notes?: Record<string, unknown> | undefined;
  readonly acknowledgeKnownBad: boolean;
  /** The approval that the request rests on. */
  readonly approvalId?: string | undefined;
  /** The same occasion promotes once, however often it is tried. */
  readonly occasion?: string | undefined;
  /** SHA-256 of the request as it came: another one for the same occasion is a mistake. */
  readonly fingerprint?: string | undefined;
}

/** Under way or done; or waiting for others to agree. */
export type Promoted =
  | { readonly status: 'asked'; readonly promotion: PromotionRecord }
  | { readonly status: 'waiting'; readonly approval: KnownApproval };

const DATE_LENGTH = 10;

/** Promotes winners, by asking the owner of the experiment and waiting for its answer. */
@Injectable()
export class PromotionsService {
  constructor(
    private readonly eligibility: EligibilityService,
    private readonly approvals: PromotionApprovals,
    private readonly log: PromotionLog,
    private readonly answer: OwnersAnswer,
    @Inject(IDS) private readonly newId: NewId,
  ) {}

  /**
   * @returns the promotion, completed or still requested when the owner takes its time; or the approval it waits for
   * @throws Problem when it is refused: by the checks, the policy, an approval or the owner
   */
  async promote(request: PromoteRequest): Promise<Promoted> {
    return (
      (await this.before(request)) ??
      this.promoteNow(request).catch(async (error: unknown) => {
        // The same request, sent at the same moment, may have been faster.
        const faster = await this.before(request);
        if (faster === undefined) throw error;
        return faster;
      })
    );
  }

  private async promoteNow(request: PromoteRequest): Promise<Promoted> {
    const certified = await this.eligibility.certify(request);
    const { certificate, policy } = certified;
    if (!policy.isAllowed) throw policyForbids('promote', policy);
    const proposal = proposalOf(request, certified);
    if (proposal === undefined) return this.ask(request, certified);
    await this.requireWinner(request, certificate);
    const wrong = wrongVariant(certificate, request.variant);
    if (wrong !== undefined) throw problemOfRefusal(wrong);
    const approval = await this.approvals.require(proposal, request.approvalId);
    if (typeof approval !== 'string') return { status: 'waiting', approval };
    const asked = await this.ask(request, certified, approval);
    await this.approvals.use(request, approval, requestId(asked.promotion.id));
    return asked;
  }

  /**
   * What the same occasion has come to before, where it has: it is not judged again.
   * @throws UnprocessableProblem when something else was asked for then
   */
  private async before(request: PromoteRequest): Promise<Promoted | undefined> {
    const { project, name, occasion, fingerprint } = request;
    if (occasion === undefined) return undefined;
    const experiment = await this.eligibility.keyOf(project, name);
    const id = promotionIdOf(project, experiment, occasion);
    const known = await this.log.requestOf(project, experiment, id);
    if (known === undefined) return undefined;
    const asked = known.request ?? fingerprint;
    if (fingerprint !== undefined && asked !== fingerprint) throw idempotencyKeyReused();
    if (known.approval !== undefined) await this.approvals.use(request, known.approval, requestId(id));
    return { status: 'asked', promotion: await this.answer.to(project, experiment, id) };
  }

  /** Others are asked to approve only what could be promoted; the look of a fixed horizon is taken here. */
  private async requireWinner({ project, actor }: PromoteRequest, certificate: Certificate): Promise<void> {
    const { experiment, isEligible } = certificate;
    if (isEligible && certificate.thresholds.decisionMethod !== 'fixed-horizon') return;
    const metadata = this.log.metadata({ project, experiment, actor, promotionId: this.newId() });
    const handled =
      certificate.thresholds.decisionMethod === 'fixed-horizon'
        ? await this.log.handle({ type: 'TakeLook', metadata, certificate })
        : undefined;
    if (handled?.outcome === 'refused') throw problemOfRefusal(handled.refusal);
    if (!isEligible) throw problemOfRefusal({ code: 'NOT_ELIGIBLE', failed: failedChecks(certificate) });
  }

  private async ask(
    request: PromoteRequest,
    { certificate, terms }: Certified,
    approval?: string,
  ): Promise<Extract<Promoted, { status: 'asked' }>> {
    const { project, actor, onBehalfOf, variant, notes, acknowledgeKnownBad, occasion } = request;
    const { experiment } = certificate;
    const promotionId = occasion === undefined ? this.newId() : promotionIdOf(project, experiment, occasion);
    await this.command({
      type: 'RequestPromotion',
      metadata: this.log.metadata({
        project,
        experiment,
        actor,
        promotionId,
        eventId: requestId(promotionId),
      }),
      promotionType: approval === undefined ? request.promotionType : 'approved',
      ...{ promotionId, certificate, variant, onBehalfOf, notes, acknowledgeKnownBad, approval },
      ...{ watch: terms.watch, request: request.fingerprint },
    });
    return { status: 'asked', promotion: await this.answer.to(project, experiment, promotionId) };
  }

  /** A look at a fixed horizon that says no is accepted as an event, and is a refusal to whoever asked. */
  private async command(command: RequestPromotion): Promise<void> {
    const handled = await this.log.handle(command);
    if (handled.outcome === 'refused') throw problemOfRefusal(handled.refusal);
    if (handled.events.some(({ event }) => event.type === 'PromotionRequested')) return;
    const { certificate } = command;
    if (!certificate.isEligible)
      throw problemOfRefusal({ code: 'NOT_ELIGIBLE', failed: failedChecks(certificate) });
    await this.command(command);
  }
}

/** The same occasion gives the same promotion. */
const promotionIdOf = (project: string, experiment: string, occasion: string): string =>
  derivedId('promotion', project, experiment, occasion);

/** The id of the event by which a promotion begins. */
const requestId = (promotionId: string): string => derivedId(promotionId, 'requested');

const failedChecks = ({ checks }: Certificate) => checks.filter(({ passed }) => !passed);

/** What others have to agree to; undefined where nobody has to. */
function proposalOf(
  { project, actor, onBehalfOf, overrides, acknowledgeKnownBad, approvalId, promotionType }: PromoteRequest,
  { certificate, terms, policy }: Certified,
): PromotionProposal | undefined {
  const approvals = Math.max(policy.approvals, terms.requiresApproval || approvalId !== undefined ? 1 : 0);
  if (approvals === 0) return undefined;
  const { experiment, run, winner, experimentVersion, decidedAt } = certificate;
  const what = {
    run,
    variant: winner,
    experimentVersion,
    thresholds: overrides.thresholds,
    acknowledgeKnownBad,
  };
  const occasion = `promote/${experiment}/${JSON.stringify(what)}/${decidedAt.slice(0, DATE_LENGTH)}`;
  const confidence = certificate.confidence?.toFixed(2) ?? 'unknown';
  const improvement = certificate.improvement?.toFixed(2) ?? 'unknown';
  return {
    ...{ project, experiment, actor, onBehalfOf, approvals, occasion, proposal: what },
    reason: `${promotionType}: ${winner ?? 'no variant'} is ${improvement} % better, with ${confidence} % confidence`,
  };
}
