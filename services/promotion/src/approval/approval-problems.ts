import type { SteppedKind } from '@assay/approvals';
import { stepsOf } from '@assay/approvals';
import type { Problem } from '@assay/platform';
import { ConflictProblem, ForbiddenProblem, NotFoundProblem, UnprocessableProblem } from '@assay/platform';
import type { ApprovalRefusal } from './approval-refusal.js';

export const approvalNotFound = (id: string): Problem =>
  new NotFoundProblem('APPROVAL_NOT_FOUND', `there is no approval ${id}`);

/** @throws UnprocessableProblem for what nobody will ever ask an approval for */
export function requireStep(kind: SteppedKind, action: string): void {
  const steps = stepsOf(kind);
  if (steps.includes(action)) return;
  const known = `a ${kind} knows ${steps.join(', ')}`;
  throw new UnprocessableProblem('ACTION_UNKNOWN', `there is no "${action}" of a ${kind}: ${known}`, {
    errors: [{ path: 'action', value: action, message: known }],
  });
}

/** Nothing of this kind and key was ever created. */
export function subjectUnknown(kind: SteppedKind, key: string): Problem {
  const what = kind === 'promotion' ? 'experiment' : kind;
  return new UnprocessableProblem('SUBJECT_UNKNOWN', `there is no ${what} "${key}" to approve a step of`, {
    errors: [
      {
        path: 'subject.key',
        value: key,
        message: `must be the key of ${what === 'experiment' ? 'an' : 'a'} ${what}`,
      },
    ],
  });
}

const wrongHash = (given: string, current: string): Problem =>
  new ConflictProblem(
    'PROPOSAL_CHANGED',
    `the proposal has been changed since: it is ${current} now; look at it again`,
    { errors: [{ path: 'hash', value: given, message: `give ${current}, once you have seen it` }] },
  );

/** What a refusal looks like to the caller. */
export function problemOfApproval(id: string, refusal: ApprovalRefusal): Problem {
  const { code } = refusal;
  switch (code) {
    case 'APPROVAL_NOT_FOUND':
      return approvalNotFound(id);
    case 'APPROVAL_EXISTS':
      return new ConflictProblem(code, `approval ${id} exists, for the proposal ${refusal.hash}`);
    case 'APPROVAL_CLOSED':
    case 'ALREADY_APPROVED':
      return new ConflictProblem(
        code,
        `approval ${id} ${code === 'APPROVAL_CLOSED' ? `is ${refusal.status}` : `has that of ${refusal.actor}`}`,
      );
    case 'APPROVAL_EXPIRED':
    case 'APPROVAL_NOT_DUE':
      return new ConflictProblem(code, `approval ${id} ends at ${refusal.expiresAt}; propose it anew`);
    case 'EXPIRY_OUT_OF_RANGE':
      return new UnprocessableProblem(
        code,
        `it has to end in the future, at ${refusal.latest} at the latest`,
        {
          errors: [
            { path: 'expiresAt', value: refusal.expiresAt, message: `give one up to ${refusal.latest}` },
          ],
        },
      );
    case 'PROPOSAL_CHANGED':
      return wrongHash(refusal.given, refusal.current);
    case 'PROPOSAL_UNCHANGED':
      return new ConflictProblem(code, `the proposal is ${refusal.hash} already`);
    case 'APPROVER_IS_PROPOSER':
      return new ForbiddenProblem(code, `${refusal.actor} proposed this; somebody else has to decide`);
    case 'APPROVER_NOT_ON_LIST':
      return new ForbiddenProblem(
        code,
        `${refusal.actor} is not among those who may decide: ${refusal.approvers.join(', ')}`,
      );
    case 'NOT_THE_PROPOSER':
      return new ForbiddenProblem(code, `${refusal.proposedBy} proposed this, not ${refusal.actor}`);
  }
}
