import type { ReferenceRefusal } from './reference-refusal.js';
import type { ExperimentStatus } from './experiment-state.js';

/** Why a bandit's weights stay as they are. */
export type WeightsKept =
  'not-a-bandit' | 'other-run' | 'too-early' | 'too-few-units' | 'nothing-to-learn' | 'unchanged';

/** What a bandit cannot be. */
export type BanditRefusal =
  | { readonly code: 'BANDIT_SETTINGS_UNUSED'; readonly experimentType: string }
  | { readonly code: 'BANDIT_WITHOUT_METRIC' }
  | { readonly code: 'BANDIT_METRIC_UNSUITED'; readonly policy: string; readonly type: string }
  | { readonly code: 'TOO_MANY_ARMS'; readonly count: number; readonly limit: number }
  | { readonly code: 'BANDIT_FLOOR_TOO_HIGH'; readonly floor: number; readonly arms: number }
  | { readonly code: 'BANDIT_KEEPS_WEIGHTS'; readonly because: WeightsKept };

/** What a schedule cannot be. */
export type ScheduleRefusal =
  | { readonly code: 'SCHEDULE_EMPTY' }
  | {
      readonly code: 'SCHEDULE_IN_PAST';
      readonly path: string;
      readonly value: string;
      readonly now: string;
    }
  | {
      readonly code: 'SCHEDULE_OUT_OF_ORDER';
      readonly path: string;
      readonly value: string;
      readonly after: string;
    }
  | {
      readonly code: 'SCHEDULE_STARTED';
      readonly path: 'startAt';
      readonly value: string;
      readonly status: ExperimentStatus;
    }
  | { readonly code: 'NOTHING_SCHEDULED' }
  | { readonly code: 'NOTHING_DUE'; readonly now: string; readonly next: string | null };

/** Why a command was not carried out: a stable code and the values it rests on. */
export type ExperimentRefusal =
  | { readonly code: 'EXPERIMENT_NOT_FOUND' }
  | { readonly code: 'EXPERIMENT_EXISTS'; readonly key: string }
  | {
      readonly code: 'WRONG_STATUS';
      readonly status: ExperimentStatus;
      readonly allowed: readonly ExperimentStatus[];
    }
  | { readonly code: 'STALE_VERSION'; readonly expected: number; readonly actual: number }
  | { readonly code: 'VARIANT_EXISTS'; readonly path: string; readonly variant: string }
  | {
      readonly code: 'SECOND_CONTROL';
      readonly path: string;
      readonly variant: string;
      readonly control: string;
    }
  | { readonly code: 'VARIANT_NOT_FOUND'; readonly variant: string; readonly known: readonly string[] }
  | { readonly code: 'TOO_MANY_VARIANTS'; readonly count: number; readonly limit: number }
  | { readonly code: 'TOO_FEW_VARIANTS'; readonly count: number; readonly least: number }
  | { readonly code: 'NO_CONTROL'; readonly variants: readonly string[] }
  | {
      readonly code: 'VARIANT_UNKNOWN';
      readonly path: string;
      readonly variant: string;
      readonly known: readonly string[];
    }
  | { readonly code: 'START_TIME_NOT_ALLOWED'; readonly startedAt: string }
  | { readonly code: 'START_IN_FUTURE'; readonly startedAt: string; readonly now: string }
  | { readonly code: 'NOTHING_CHANGED'; readonly path: string; readonly value: unknown }
  | { readonly code: 'ALREADY_ANSWERED'; readonly request: string }
  | {
      readonly code: 'EVIDENCE_IS_OLD';
      readonly run: number;
      readonly since: string;
      readonly runningSince: string;
    }
  | { readonly code: 'IMPORTED_ELSEWHERE'; readonly command: string }
  | { readonly code: 'CHECKLIST_INCOMPLETE'; readonly stage: string; readonly missing: readonly string[] }
  | { readonly code: 'CHECKLIST_ITEM_NOT_FOUND'; readonly item: string; readonly known: readonly string[] }
  | { readonly code: 'CHECKLIST_ITEM_SEEN'; readonly item: string }
  | { readonly code: 'OVERRIDE_NOT_FOUND'; readonly id: string }
  | { readonly code: 'TOO_MANY_OVERRIDES'; readonly count: number; readonly limit: number }
  | BanditRefusal
  | ScheduleRefusal
  | ReferenceRefusal;
