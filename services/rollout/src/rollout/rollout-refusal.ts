import type { UnmetCondition } from './advance-conditions.fold.js';

export type RolloutRefusal =
  | { readonly code: 'ROLLOUT_NOT_FOUND' }
  | { readonly code: 'ROLLOUT_EXISTS'; readonly key: string }
  | { readonly code: 'WRONG_STATUS'; readonly status: string; readonly allowed: readonly string[] }
  | { readonly code: 'CONDITIONS_UNMET'; readonly unmet: readonly UnmetCondition[] }
  | { readonly code: 'STALE_ACTIVATION'; readonly activation: string; readonly current: string }
  | { readonly code: 'ACTIVATION_REQUIRED'; readonly current: string }
  | VersionRefusal
  | ScheduleRefusal
  | AudienceRefusal
  | { readonly code: 'NEEDS_MET' };

export type AudienceRefusal =
  | {
      readonly code: 'LIST_TOO_LONG';
      readonly list: 'allow' | 'deny';
      readonly units: number;
      readonly most: number;
    }
  | { readonly code: 'AUDIENCE_UNCHANGED' };

export type VersionRefusal =
  | { readonly code: 'VERSION_NOT_KEPT'; readonly version: number; readonly kept: readonly number[] }
  | {
      readonly code: 'VERSION_KNOWN_BAD';
      readonly version: number;
      readonly at: string;
      readonly reason: string;
    }
  | { readonly code: 'VERSION_NEVER_LIVE'; readonly version: number }
  | { readonly code: 'VERSION_SERVED'; readonly version: number }
  | { readonly code: 'VERSION_NAME_TAKEN'; readonly name: string; readonly version: number };

export type ScheduleRefusal =
  | { readonly code: 'SCHEDULE_IN_PAST'; readonly step: number; readonly at: string; readonly now: string }
  | {
      readonly code: 'SCHEDULE_OUT_OF_ORDER';
      readonly step: number;
      readonly at: string;
      readonly after: string;
    }
  | { readonly code: 'NOTHING_SCHEDULED' }
  | { readonly code: 'NOTHING_DUE'; readonly next: string | null };
