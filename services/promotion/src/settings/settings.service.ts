import type { PromotionSettings } from '@assay/contracts';
import type { NewId } from '@assay/platform';
import { IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ExperimentDirectory } from '../promotion-handling/experiment-directory.js';
import { EligibilityService } from '../promotion-handling/eligibility.service.js';
import { PromotionLog } from '../promotion-handling/promotion-log.js';
import type { PromotionTerms } from './promotion-terms.js';
import { NO_OVERRIDES } from './promotion-terms.js';

export interface SettingsView {
  readonly experiment: string;
  /** What was said about this experiment. */
  readonly settings: PromotionSettings;
  /** What follows: with what holds for the installation and what its design says, without the policy. */
  readonly inForce: PromotionTerms;
}

export interface SettingsChange {
  readonly project: string;
  readonly name: string;
  readonly actor: string;
  readonly settings: PromotionSettings;
  readonly reason: string;
}

const NO_FLOORS = { floors: [] };

/** What differs for one experiment. */
@Injectable()
export class SettingsService {
  constructor(
    private readonly directory: ExperimentDirectory,
    private readonly eligibility: EligibilityService,
    private readonly log: PromotionLog,
    @Inject(IDS) private readonly newId: NewId,
  ) {}

  async show(project: string, name: string): Promise<SettingsView> {
    const view = await this.directory.find(project, name);
    const state = await this.log.load(project, view.key);
    const inForce = this.eligibility.termsOf(view, state, NO_OVERRIDES, NO_FLOORS);
    return { experiment: view.key, settings: state.settings, inForce };
  }

  /** Saying the same again changes nothing. */
  async change({ project, name, actor, settings, reason }: SettingsChange): Promise<SettingsView> {
    const { key: experiment } = await this.directory.find(project, name);
    const metadata = this.log.metadata({ project, experiment, actor, promotionId: this.newId() });
    await this.log.handle({ type: 'ChangeSettings', metadata, settings, reason });
    return this.show(project, name);
  }
}
