import type { PolicyDocument } from '@assay/contracts';
import { counted } from '@assay/contracts';
import { StatsError } from '@assay/stats';
import { assessEligibility } from '../eligibility/assess-eligibility.js';
import { describeCheck } from '../eligibility/describe-check.js';
import { raised } from '../settings/promotion-terms.js';
import type { Decision } from './decisions.projection.js';
import type { PolicyVerdict } from '@assay/approvals';
import { judgePolicy } from '@assay/approvals';

/** What another policy would have made of a decision of the past. */
export type Rejudged =
  | { readonly outcome: 'same' }
  | { readonly outcome: 'forbidden'; readonly reasons: readonly string[] }
  | { readonly outcome: 'needs-approval'; readonly reasons: readonly string[] }
  | { readonly outcome: 'not-eligible'; readonly reasons: readonly string[] };

const forbidden = ({ unmet }: PolicyVerdict): readonly string[] =>
  unmet.map(
    ({ rule, condition, value, required }) => `${rule}: ${condition}: ${value}, required: ${required}`,
  );

/** The checks that fail under the thresholds of the policy and did not fail then. */
function failing({ certificate }: Decision, { floors }: PolicyVerdict): readonly string[] {
  if (certificate === null || floors.length === 0) return [];
  const thresholds = raised(certificate.thresholds, floors);
  try {
    return assessEligibility({ ...certificate, thresholds })
      .checks.filter(({ passed }) => !passed)
      .map(describeCheck);
  } catch (error) {
    if (error instanceof StatsError) return [`the evidence cannot be judged again: ${error.message}`];
    throw error;
  }
}

/** Would a decision of the past have been the same under this policy? From what its event carries, without a clock. */
export function rejudge(document: PolicyDocument, decision: Decision): Rejudged {
  const verdict = judgePolicy(document, decision);
  if (!verdict.isAllowed) return { outcome: 'forbidden', reasons: forbidden(verdict) };
  const failed = failing(decision, verdict);
  if (failed.length > 0) return { outcome: 'not-eligible', reasons: failed };
  if (verdict.approvals <= decision.approvals) return { outcome: 'same' };
  const required = counted(verdict.approvals, 'approval is', 'approvals are');
  const reasons = [`${required} required, it rested on ${String(decision.approvals)}`];
  return { outcome: 'needs-approval', reasons };
}
