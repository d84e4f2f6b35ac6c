import type { ApprovalSubject } from '@assay/contracts';
import { canonicalHash } from '@assay/contracts';

/** What is to be done with what, and exactly how. */
export interface Proposal {
  readonly subject: ApprovalSubject;
  /** Kebab case: `promote`, `advance`, `deploy`. */
  readonly action: string;
  readonly proposal: Readonly<Record<string, unknown>>;
}

/**
 * Is this the thing that was agreed to? SHA-256 over the canonical JSON (RFC 8785) of subject, action and proposal: the
 * same for equal proposals, whatever order they were written in.
 * @throws TypeError for what JSON cannot hold
 * @example proposalHash({ subject: { kind: 'rollout', key: 'search' }, action: 'advance', proposal: { tier: 3 } })
 */
export const proposalHash = ({ subject, action, proposal }: Proposal): string =>
  canonicalHash({ subject, action, proposal });
