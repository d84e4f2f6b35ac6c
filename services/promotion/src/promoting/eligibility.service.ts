import type { Certificate, PromotionThresholds } from '@assay/contracts';
import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { certify } from '../certificate/certificate.js';
import type { Assessment } from '../eligibility/assess-eligibility.js';
import { assessEligibility } from '../eligibility/assess-eligibility.js';
import type { Evidence } from '../eligibility/evidence.js';
import type { StartedExperiment } from '../evidence/build-evidence.js';
import { buildEvidence, isStarted } from '../evidence/build-evidence.js';
import { ExperimentDirectory } from './experiment-directory.js';
import { experimentNeverStarted, experimentNotRunning } from './promotion-problems.js';

/** Injection token of the installation’s thresholds. */
export const THRESHOLDS = Symbol('promotion:thresholds');

/** Which experiment is asked about, by whom, and what differs from the installation’s thresholds. */
export interface EligibilityRequest {
  readonly project: string;
  readonly name: string;
  readonly overrides: Partial<PromotionThresholds>;
}

export interface Eligibility extends Assessment {
  readonly experiment: StartedExperiment;
}

/** Whether an experiment may be promoted now. */
@Injectable()
export class EligibilityService {
  constructor(
    private readonly directory: ExperimentDirectory,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(THRESHOLDS) private readonly thresholds: PromotionThresholds,
  ) {}

  async assess(request: EligibilityRequest): Promise<Eligibility> {
    const { experiment, evidence } = await this.evidenceOf(request);
    return { ...assessEligibility(evidence), experiment };
  }

  /**
   * The verdict on a running experiment, sealed.
   * @throws ConflictProblem when it is not running
   */
  async certify(request: EligibilityRequest): Promise<Certificate> {
    const { experiment, evidence } = await this.evidenceOf(request);
    if (experiment.status !== 'running') throw experimentNotRunning(experiment.key, experiment.status);
    return certify(evidence);
  }

  private async evidenceOf({
    project,
    name,
    overrides,
  }: EligibilityRequest): Promise<{ experiment: StartedExperiment; evidence: Evidence }> {
    const experiment = await this.directory.find(project, name);
    if (!isStarted(experiment)) throw experimentNeverStarted(experiment.key);
    const known = await this.directory.evidenceOf(project, experiment.key, experiment.run);
    const now = new Date(this.clock.now()).toISOString();
    const evidence = buildEvidence(experiment, known, { ...this.thresholds, ...overrides }, now);
    return { experiment, evidence };
  }
}
