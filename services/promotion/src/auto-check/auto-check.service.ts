import type { Clock } from '@assay/platform';
import { CLOCK, messageOf, Problem } from '@assay/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { assessEligibility } from '../eligibility/assess-eligibility.js';
import { isLookDue } from '../eligibility/horizon.js';
import { judgePolicy } from '@assay/approvals';
import type { PolicyState } from '../policy/policy.decider.js';
import { PolicyService } from '../policy/policy.service.js';
import { EligibilityService } from '../promotion-handling/eligibility.service.js';
import { PromotionsService } from '../promotion-handling/promotions.service.js';
import { lookOf } from '../promotion/promotion-state.js';
import { NO_OVERRIDES } from '../settings/promotion-terms.js';
import type { AutoCheckResult } from './auto-check-result.js';
import { AutoCheckSlots } from './auto-check-slots.js';
import type { AutoCheckView } from './auto-check-view.js';
import { autoCheckView } from './auto-check-view.js';
import type { RunningExperiment } from './running-experiments.js';
import { RunningExperiments } from './running-experiments.js';

export interface AutoCheckRequest {
  /** Undefined for all. */
  readonly project?: string | undefined;
  readonly onBehalfOf?: string | undefined;
  /** The same occasion promotes once, however often it is tried. */
  readonly occasion?: string | undefined;
}

const ACTOR = 'system:auto-promotion';

type Outcome =
  | { readonly kind: 'promoted' | 'waiting'; readonly experiment: string }
  | { readonly kind: 'refused'; readonly experiment: string; readonly code: string; readonly detail: string };

/** Looks at every running experiment and promotes those that are eligible. */
@Injectable()
export class AutoCheckService {
  private readonly logger = new Logger(AutoCheckService.name);

  constructor(
    private readonly experiments: RunningExperiments,
    private readonly eligibility: EligibilityService,
    private readonly policies: PolicyService,
    private readonly promotions: PromotionsService,
    private readonly slots: AutoCheckSlots,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async configuration(): Promise<AutoCheckView> {
    return autoCheckView(this.eligibility.defaults, await this.slots.last());
  }

  async run(request: AutoCheckRequest): Promise<AutoCheckResult> {
    const enabled = this.eligibility.defaults.isEnabled;
    const outcomes: Outcome[] = [];
    let checked = 0;
    if (enabled)
      for await (const page of this.experiments.pages(request.project)) {
        checked += page.length;
        for (const one of await this.promotable(page)) outcomes.push(await this.promote(one, request));
      }
    const named = (kind: Outcome['kind']) =>
      outcomes.filter((outcome) => outcome.kind === kind).map(({ experiment }) => experiment);
    const promoted = named('promoted');
    return {
      ...{ enabled, checked, promoted: promoted.length, promoted_experiments: promoted },
      waiting_for_approval: named('waiting'),
      refused: outcomes.flatMap((outcome) => {
        if (outcome.kind !== 'refused') return [];
        const { experiment, code, detail } = outcome;
        return [{ experiment, code, detail }];
      }),
    };
  }

  /** By what the read models say; whoever promotes looks again. */
  private async promotable(page: readonly RunningExperiment[]): Promise<readonly RunningExperiment[]> {
    const policies = new Map<string, PolicyState>();
    for (const project of new Set(page.map((one) => one.project)))
      policies.set(project, await this.policies.current(project));
    return page.filter((one) => {
      const policy = policies.get(one.project);
      return policy !== undefined && this.isPromotable(one, policy);
    });
  }

  private isPromotable({ experiment, seen, state }: RunningExperiment, { document }: PolicyState): boolean {
    if (state.status !== 'none') return false;
    const at = new Date(this.clock.now()).toISOString();
    const policy = judgePolicy(document, { action: 'promote', subject: experiment.key, at, actor: ACTOR });
    const terms = this.eligibility.termsOf(experiment, state, NO_OVERRIDES, policy);
    if (!policy.isAllowed || !terms.isAutomatic) return false;
    const { isEligible, checks } = assessEligibility(
      this.eligibility.evidenceOf(experiment, seen, state, terms),
    );
    const isFixed = terms.thresholds.decisionMethod === 'fixed-horizon';
    if (!isFixed) return isEligible;
    const look = lookOf(state, experiment.run);
    return look === null ? isLookDue(checks) : look.certificate.isEligible;
  }

  private async promote(
    { project, experiment: { key: experiment } }: RunningExperiment,
    { occasion, onBehalfOf }: AutoCheckRequest,
  ): Promise<Outcome> {
    try {
      const promoted = await this.promotions.promote({
        ...{ project, name: experiment, actor: ACTOR, onBehalfOf, occasion },
        overrides: NO_OVERRIDES,
        promotionType: 'auto',
        acknowledgeKnownBad: false,
      });
      return { kind: promoted.status === 'asked' ? 'promoted' : 'waiting', experiment };
    } catch (error) {
      // One experiment that cannot be promoted must not keep the others from it.
      const code = error instanceof Problem ? error.code : 'FAILED';
      const detail = error instanceof Problem ? error.detail : messageOf(error);
      this.logger.warn(`${experiment} was not promoted: ${code}, ${detail}`);
      return { kind: 'refused', experiment, code, detail };
    }
  }
}
