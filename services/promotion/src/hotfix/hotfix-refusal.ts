import type { ApprovalVerdict } from '@assay/approvals';
import type { HotfixSeverity } from '@assay/contracts';
import type { HotfixStatus } from './hotfix-state.js';

export type HotfixRefusal =
  | { readonly code: 'HOTFIX_NOT_FOUND' }
  | { readonly code: 'HOTFIX_EXISTS'; readonly title: string }
  | { readonly code: 'HOTFIX_CLOSED' }
  | { readonly code: 'HOTFIX_NOT_DEPLOYED'; readonly status: HotfixStatus }
  | { readonly code: 'HOTFIX_DEPLOYED' }
  | { readonly code: 'HOTFIX_INCOMPLETE'; readonly missing: readonly string[] }
  | { readonly code: 'SEVERITY_UNCHANGED'; readonly severity: HotfixSeverity }
  | { readonly code: 'NOT_OVERDUE'; readonly at: string | null }
  | { readonly code: 'NOT_DUE_WITH_RELEASE' }
  | { readonly code: 'EMERGENCY_NOT_P1'; readonly severity: HotfixSeverity }
  | { readonly code: 'EMERGENCY_NOT_CONFIGURED'; readonly approvers: readonly string[] }
  | { readonly code: 'DEPLOYED_AT_OUT_OF_RANGE'; readonly deployedAt: string; readonly now: string }
  | { readonly code: 'APPROVAL_USED'; readonly approval: string }
  | {
      readonly code: 'NOT_APPROVED';
      readonly verdict: Extract<ApprovalVerdict, { readonly approved: false }>;
    }
  | { readonly code: 'POST_MORTEM_DUE'; readonly worst: HotfixSeverity }
  | { readonly code: 'POST_MORTEM_WRITTEN' };
