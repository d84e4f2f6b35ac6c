import { approvalProblem } from '@assay/approvals';
import type { Problem } from '@assay/platform';
import { ConflictProblem, NotFoundProblem, UnprocessableProblem } from '@assay/platform';
import type { HotfixRefusal } from './hotfix-refusal.js';

export const hotfixNotFound = (key: string): Problem =>
  new NotFoundProblem('HOTFIX_NOT_FOUND', `there is no hotfix "${key}"`);

const sentences: {
  readonly [Code in HotfixRefusal['code']]: (
    refusal: Extract<HotfixRefusal, { readonly code: Code }>,
  ) => string;
} = {
  HOTFIX_NOT_FOUND: () => 'there is no such hotfix',
  HOTFIX_EXISTS: ({ title }) => `there is one with this key: "${title}"`,
  HOTFIX_CLOSED: () => 'it is closed: open another one',
  HOTFIX_NOT_DEPLOYED: ({ status }) => `it is ${status}, not deployed: deploy it, or cancel it`,
  HOTFIX_DEPLOYED: () => 'it was deployed: close it instead of cancelling it',
  HOTFIX_INCOMPLETE: ({ missing }) => `the record does not say: ${missing.join(', ')}`,
  SEVERITY_UNCHANGED: ({ severity }) => `it is ${severity} already`,
  NOT_OVERDUE: ({ at }) => (at === null ? 'its clock does not run' : `it is not late before ${at}`),
  NOT_DUE_WITH_RELEASE: () => 'it does not wait for this release',
  EMERGENCY_NOT_P1: ({ severity }) => `it is ${severity}: only P1 is an emergency`,
  EMERGENCY_NOT_CONFIGURED: ({ approvers }) =>
    `two people have to agree, and EMERGENCY_APPROVERS names ${String(approvers.length)}`,
  DEPLOYED_AT_OUT_OF_RANGE: ({ deployedAt, now }) =>
    `deployedAt is ${deployedAt}: give an instant after it was opened and not after ${now}`,
  APPROVAL_USED: ({ approval }) => `approval ${approval} was used for an earlier deployment`,
  NOT_APPROVED: ({ verdict }) => verdict.detail,
  POST_MORTEM_DUE: ({ worst }) => `it was ${worst}: a post-mortem has to be written before it is closed`,
  POST_MORTEM_WRITTEN: () => 'there is a post-mortem already',
};

const sentenceOf = <Refusal extends HotfixRefusal>(refusal: Refusal): string =>
  (sentences[refusal.code] as (refusal: HotfixRefusal) => string)(refusal);

/** What a refusal looks like to the caller. */
export function problemOfHotfix(key: string, refusal: HotfixRefusal): Problem {
  const { code } = refusal;
  if (code === 'HOTFIX_NOT_FOUND') return hotfixNotFound(key);
  if (code === 'NOT_APPROVED') return approvalProblem(refusal.verdict);
  const detail = sentenceOf(refusal);
  if (code === 'HOTFIX_INCOMPLETE') {
    const errors = refusal.missing.map((path) => ({ path, message: 'is not recorded yet' }));
    return new UnprocessableProblem(code, detail, { errors });
  }
  if (code === 'DEPLOYED_AT_OUT_OF_RANGE')
    return new UnprocessableProblem(code, detail, {
      errors: [{ path: 'deployedAt', value: refusal.deployedAt, message: detail }],
    });
  return new ConflictProblem(code, `hotfix "${key}": ${detail}`);
}
