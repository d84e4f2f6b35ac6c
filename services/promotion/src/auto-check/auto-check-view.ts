import type { PromotionThresholds, WatchSettings } from '@assay/contracts';
import type { PromotionDefaults } from '../settings/promotion-terms.js';
import type { DoneCheck } from './auto-check-slots.js';

/** How the hourly check is configured, and when it was made last. */
export interface AutoCheckView {
  readonly enabled: boolean;
  readonly schedule: string;
  readonly config: Omit<PromotionThresholds, 'minConfidencePercent'> & {
    readonly minConfidenceLevel: number;
    readonly requireManualApproval: boolean;
  };
  readonly watch: WatchSettings;
  /** Whether a scheduler may come with a secret instead of a token. */
  readonly cronSecretConfigured: boolean;
  readonly lastCheck: DoneCheck | null;
}

export function autoCheckView(defaults: PromotionDefaults, lastCheck: DoneCheck | null): AutoCheckView {
  const { isEnabled, requiresApproval, watch, cronSecret } = defaults;
  const { minConfidencePercent: minConfidenceLevel, ...thresholds } = defaults.thresholds;
  return {
    enabled: isEnabled,
    schedule: '0 * * * *',
    config: { ...thresholds, minConfidenceLevel, requireManualApproval: requiresApproval },
    watch,
    cronSecretConfigured: cronSecret !== null,
    lastCheck,
  };
}
