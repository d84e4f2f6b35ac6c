import type { StepOf, SteppedKind } from '@assay/approvals';
import { policyActionOf } from '@assay/approvals';
import type { PolicyAction } from '@assay/contracts';
import { canonicalHash } from '@assay/contracts';
import { ConflictProblem } from '@assay/platform';

/** A step that policy has a say in, and that others may have to agree to first. */
export interface GatedStep {
  readonly policyAction: PolicyAction;
  /** What is proposed, as `start` or `rollback`. */
  readonly action: string;
  /** Names the activation it comes after, so that an agreement is for this one step. */
  readonly proposal: Readonly<Record<string, unknown>>;
}

interface Activated {
  readonly activation?: string;
}

/** @param state of what is changed: each step has an activation of its own */
export const gatedStep = <Kind extends SteppedKind>(
  kind: Kind,
  action: StepOf<Kind>,
  state: object,
  more: Readonly<Record<string, unknown>> = {},
): GatedStep => ({
  policyAction: policyActionOf(kind, action),
  action,
  proposal: { after: (state as Activated).activation ?? null, ...more },
});

/** @throws ConflictProblem when a step is another one than the one that others agreed to */
export function sameStep(agreed: GatedStep, now: GatedStep | undefined): void {
  if (now !== undefined && canonicalHash(agreed) === canonicalHash(now)) return;
  throw new ConflictProblem('CONCURRENT_CHANGES', 'it has moved on in the meantime; look at it again');
}
