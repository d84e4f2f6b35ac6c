import type { Certificate } from '@assay/contracts';
import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { certify } from '../certificate/certificate.js';
import type { Assessment } from '../eligibility/assess-eligibility.js';
import { assessEligibility } from '../eligibility/assess-eligibility.js';
import { whileRunning } from '../eligibility/running.js';
import { withheld } from '../eligibility/withheld.js';
import type { Evidence } from '../eligibility/evidence.js';
import type { StartedExperiment } from '../evidence/build-evidence.js';
import { buildEvidence, isStarted } from '../evidence/build-evidence.js';
import type { ExperimentView } from '../experiments/experiment-view.js';
import type { PolicyVerdict } from '@assay/approvals';
import { judgePolicy } from '@assay/approvals';
import { PolicyService } from '../policy/policy.service.js';
import type { PromotionState } from '../promotion/promotion-state.js';
import { lookOf } from '../promotion/promotion-state.js';
import type { PromotionDefaults, PromotionOverrides, PromotionTerms } from '../settings/promotion-terms.js';
import { termsOf } from '../settings/promotion-terms.js';
import type { SeenOfRun } from './experiment-directory.js';
import { ExperimentDirectory } from './experiment-directory.js';
import { PromotionLog } from './promotion-log.js';
import { experimentNeverStarted, experimentNotRunning } from './promotion-problems.js';

/** Injection token of what holds for the whole installation. */
export const DEFAULTS = Symbol('promotion:defaults');

/** Which experiment is asked about, by whom, and what differs from what holds otherwise. */
export interface EligibilityRequest {
  readonly project: string;
  readonly name: string;
  readonly actor: string;
  readonly overrides: PromotionOverrides;
}

export interface Eligibility extends Assessment {
  readonly experiment: StartedExperiment;
}

/** What a promotion would rest on, and under which terms. */
export interface Certified {
  readonly certificate: Certificate;
  readonly terms: PromotionTerms;
  readonly policy: PolicyVerdict;
}

interface Situation extends Omit<Certified, 'certificate'> {
  readonly experiment: StartedExperiment;
  readonly evidence: Evidence;
  readonly state: PromotionState;
}

/** Whether an experiment may be promoted now. */
@Injectable()
export class EligibilityService {
  constructor(
    private readonly directory: ExperimentDirectory,
    private readonly log: PromotionLog,
    private readonly policies: PolicyService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DEFAULTS) readonly defaults: PromotionDefaults,
  ) {}

  /**
   * What a promotion would say. Before the one look of a fixed horizon has been taken, nothing is told that only it can
   * tell.
   */
  async assess(request: EligibilityRequest): Promise<Eligibility> {
    const { experiment, evidence } = await this.situationOf(request);
    const assessment = assessEligibility(evidence);
    const isFixed = evidence.thresholds.decisionMethod === 'fixed-horizon';
    const told = isFixed && evidence.earlierLook === null ? withheld(assessment) : assessment;
    return { ...whileRunning(told, experiment), experiment };
  }

  /**
   * The verdict on a running experiment, sealed; of a fixed horizon the one that its look has given.
   * @throws ConflictProblem when it is not running
   */
  async certify(request: EligibilityRequest): Promise<Certified> {
    const { experiment, evidence, state, terms, policy } = await this.situationOf(request);
    if (experiment.status !== 'running') throw experimentNotRunning(experiment);
    const isFixed = terms.thresholds.decisionMethod === 'fixed-horizon';
    const look = isFixed ? lookOf(state, experiment.run) : null;
    return { certificate: look?.certificate ?? certify(evidence), terms, policy };
  }

  /** The key of the experiment that a path names. @throws NotFoundProblem */
  async keyOf(project: string, name: string): Promise<string> {
    return (await this.directory.find(project, name)).key;
  }

  /** What an assessment of a run rests on, given what is known of it. */
  evidenceOf(
    experiment: StartedExperiment,
    seen: SeenOfRun,
    state: PromotionState,
    terms: PromotionTerms,
  ): Evidence {
    const look = lookOf(state, experiment.run);
    const earlierLook =
      look === null
        ? null
        : {
            decidedAt: look.certificate.decidedAt,
            isEligible: look.certificate.isEligible,
            certificate: look.certificate.hash,
          };
    const now = new Date(this.clock.now()).toISOString();
    return buildEvidence(experiment, { ...seen, earlierLook, thresholds: terms.thresholds, now });
  }

  /** What a promotion of the experiment is held against. */
  termsOf(
    experiment: ExperimentView,
    { settings }: PromotionState,
    overrides: PromotionOverrides,
    { floors }: Pick<PolicyVerdict, 'floors'>,
  ): PromotionTerms {
    return termsOf({ defaults: this.defaults, experiment, settings, overrides, floors });
  }

  private async situationOf({ project, name, actor, overrides }: EligibilityRequest): Promise<Situation> {
    const experiment = await this.directory.find(project, name);
    if (!isStarted(experiment)) throw experimentNeverStarted(experiment.key);
    const { key, run } = experiment;
    const [seen] = await this.directory.seenOf([{ project, experiment: key, run }]);
    const { document } = await this.policies.current(project);
    const state = await this.log.load(project, key);
    const at = new Date(this.clock.now()).toISOString();
    const policy = judgePolicy(document, { action: 'promote', subject: key, at, actor });
    const terms = this.termsOf(experiment, state, overrides, policy);
    const evidence = this.evidenceOf(experiment, seen ?? NOTHING_SEEN, state, terms);
    return { experiment, evidence, state, terms, policy };
  }
}

const NOTHING_SEEN: SeenOfRun = { known: undefined, guardrailBreaches: [] };
