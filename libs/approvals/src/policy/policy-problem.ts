import { ForbiddenProblem } from '@assay/platform';
import type { PolicyVerdict } from './judge-policy.fold.js';

/**
 * What the caller sees of a policy that does not allow something.
 * @param action what was asked for, as a verb
 */
export const policyForbids = (action: string, { unmet }: Pick<PolicyVerdict, 'unmet'>): ForbiddenProblem =>
  new ForbiddenProblem(
    'POLICY_FORBIDS',
    `the policy does not allow to ${action} now: ${unmet.map(({ rule, condition, required }) => `${rule} (${condition}): ${required}`).join('; ')}`,
    {
      errors: unmet.map(({ rule, condition, value, required }) => ({
        path: `${rule}.${condition}`,
        value,
        message: `required: ${required}`,
      })),
    },
  );
