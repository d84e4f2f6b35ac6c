import { ConflictProblem, ForbiddenProblem } from '@assay/platform';
import type { ApprovalVerdict } from './assess-approval.fold.js';

type Refused = Extract<ApprovalVerdict, { readonly approved: false }>;

/** What the caller sees of a missing approval: 403 where there is none, 409 where the one there is does not hold. */
export const approvalProblem = ({ code, detail }: Refused): ConflictProblem | ForbiddenProblem =>
  code === 'APPROVAL_REQUIRED' || code === 'APPROVALS_TOO_FEW'
    ? new ForbiddenProblem(code, detail)
    : new ConflictProblem(code, detail);
