import type { Proposal, WantedApproval } from '@assay/approvals';
import type { Deployment } from './hotfix-command.js';
import type { KnownHotfix } from './hotfix-state.js';

const EMERGENCY_APPROVALS = 2;

/** What is agreed to: this fix, as it is recorded now, there. A change of the record is another proposal. */
export function deploymentProposal(
  { key, severity, broken, record }: KnownHotfix,
  { environment, version, emergency }: Deployment,
): Proposal {
  const subject = { kind: 'hotfix', key } as const;
  const proposal = { environment, version, severity, broken, record };
  return { subject, action: emergency ? 'deploy-emergency' : 'deploy', proposal };
}

/** Who has to agree: one other person; in an emergency two of the list. */
export const deploymentNeeds = (
  emergency: boolean,
  emergencyApprovers: readonly string[],
): Pick<WantedApproval, 'approvals' | 'approvers'> =>
  emergency ? { approvals: EMERGENCY_APPROVALS, approvers: emergencyApprovers } : { approvals: 1 };
