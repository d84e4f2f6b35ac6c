import { assessApproval } from '@assay/approvals';
import type { HotfixEvent } from '@assay/contracts';
import { HotfixDeployed, newEvent } from '@assay/contracts';
import type { Decision } from '@assay/event-store';
import { deploymentNeeds, deploymentProposal } from './deployment-proposal.fold.js';
import type { Deployment, DeployHotfix } from './hotfix-command.js';
import type { HotfixRefusal } from './hotfix-refusal.js';
import type { KnownHotfix } from './hotfix-state.js';
import { missingIn } from './hotfix-state.js';

const CLOCKS_DIFFER_MS = 300_000;

/** What stands against deploying it so, whoever agrees. */
export function deployable(
  state: KnownHotfix,
  { emergency }: Pick<Deployment, 'emergency'>,
  emergencyApprovers: readonly string[],
): HotfixRefusal | undefined {
  const { severity } = state;
  if (!emergency) {
    const missing = missingIn(state);
    return missing.length === 0 ? undefined : { code: 'HOTFIX_INCOMPLETE', missing };
  }
  if (severity !== 'P1') return { code: 'EMERGENCY_NOT_P1', severity };
  const isPossible = new Set(emergencyApprovers).size >= 2;
  return isPossible ? undefined : { code: 'EMERGENCY_NOT_CONFIGURED', approvers: emergencyApprovers };
}

function wrongTime(
  { deployedAt, metadata }: DeployHotfix,
  { openedAt }: KnownHotfix,
): HotfixRefusal | undefined {
  const at = Date.parse(deployedAt);
  const isPossible = at >= Date.parse(openedAt) && at <= Date.parse(metadata.time) + CLOCKS_DIFFER_MS;
  return isPossible ? undefined : { code: 'DEPLOYED_AT_OUT_OF_RANGE', deployedAt, now: metadata.time };
}

/** Deployed with the approval that the state of the hotfix, at this very version, asks for. */
export function deploy(command: DeployHotfix, state: KnownHotfix): Decision<HotfixEvent, HotfixRefusal> {
  const { metadata, environment, version, emergency, deployedAt, approval, emergencyApprovers } = command;
  const wrong = deployable(state, command, emergencyApprovers) ?? wrongTime(command, state);
  if (wrong !== undefined) return { outcome: 'refused', refusal: wrong };
  const verdict = assessApproval(approval, {
    ...deploymentProposal(state, command),
    ...deploymentNeeds(emergency, emergencyApprovers),
    now: Date.parse(metadata.time),
  });
  if (!verdict.approved) return { outcome: 'refused', refusal: { code: 'NOT_APPROVED', verdict } };
  if (state.deployments.some((one) => one.approval === verdict.id))
    return { outcome: 'refused', refusal: { code: 'APPROVAL_USED', approval: verdict.id } };
  const event = newEvent(HotfixDeployed, metadata, {
    ...{ environment, version, emergency, deployedAt, approval: verdict.id },
    approvedBy: [...verdict.approvedBy],
    missing: [...missingIn(state)],
  });
  return { outcome: 'accepted', events: [event] };
}
