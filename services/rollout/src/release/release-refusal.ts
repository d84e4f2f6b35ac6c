import type { ReleaseEnvironment } from '@assay/contracts';
import type { UnmetCondition } from './release-conditions.fold.js';

/** Why a command about a release changes nothing. */
export type ReleaseRefusal =
  | { readonly code: 'RELEASE_NOT_FOUND' }
  | { readonly code: 'RELEASE_EXISTS'; readonly key: string }
  | { readonly code: 'WRONG_STATUS'; readonly status: string; readonly allowed: readonly string[] }
  | { readonly code: 'CONDITIONS_UNMET'; readonly unmet: readonly UnmetCondition[] }
  | { readonly code: 'OVERRIDE_REQUIRED'; readonly why: string }
  | { readonly code: 'STEP_NOT_IN_RAMP'; readonly value: number; readonly ramp: readonly number[] }
  | { readonly code: 'STEP_SKIPPED'; readonly value: number; readonly next: number }
  | { readonly code: 'RAMP_ENDED'; readonly trafficPercent: number }
  | {
      readonly code: 'WRONG_ENVIRONMENT';
      readonly environment: ReleaseEnvironment;
      readonly asked: string;
      readonly allowed: readonly ReleaseEnvironment[];
    }
  | { readonly code: 'FEATURE_UNCHANGED'; readonly feature: string; readonly enabled: boolean }
  | { readonly code: 'AUTO_ROLLBACK_UNCHANGED'; readonly enabled: boolean }
  | { readonly code: 'STALE_ACTIVATION'; readonly activation: string; readonly current: string }
  | { readonly code: 'ALREADY_WITHHELD'; readonly activation: string }
  | { readonly code: 'NOTHING_BREACHED' };
