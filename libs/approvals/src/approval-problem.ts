import { ConflictProblem, ForbiddenProblem } from '@assay/platform';
import type { ApprovalVerdict } from './assess-approval.fold.js';
import type { Proposal } from './proposal-hash.js';

type Refused = Extract<ApprovalVerdict, { readonly approved: false }>;

/** What has to be proposed, and how many have to agree. */
export interface NeededApproval extends Proposal {
  readonly approvals: number;
}

/**
 * What the caller sees of a missing approval: 403 where there is none, 409 where the one there is does not hold.
 * @param needed told as `needed`: with a reason it is the body of the request that proposes it
 */
export function approvalProblem(
  { code, detail }: Refused,
  needed?: NeededApproval,
): ConflictProblem | ForbiddenProblem {
  const options = needed === undefined ? {} : { extensions: { needed } };
  return code === 'APPROVAL_REQUIRED' || code === 'APPROVALS_TOO_FEW'
    ? new ForbiddenProblem(code, detail, options)
    : new ConflictProblem(code, detail, options);
}
