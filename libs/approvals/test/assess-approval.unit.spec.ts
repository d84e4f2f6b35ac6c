import type { ApprovalEvent } from '@assay/contracts';
import {
  ApprovalGiven,
  ApprovalGranted,
  ApprovalProposed,
  ApprovalRevised,
  ApprovalUsed,
  newEvent,
} from '@assay/contracts';
import type { ApprovalState } from '../src/index.js';
import { assessApproval, evolveApproval, NO_APPROVAL, proposalHash } from '../src/index.js';

const subject = { kind: 'rollout', key: 'search' } as const;
const wanted = { subject, action: 'advance', proposal: { tier: 3, of: 'v2' } };
const hash = proposalHash(wanted);
const NOW = Date.parse('2026-03-01T12:00:00.000Z');

const by = (actor: string, n = 1) => ({
  id: `00000000-0000-7000-8000-00000000000${String(n)}`,
  source: 'promotion',
  subject: 'default/approval/a1',
  time: '2026-03-01T10:00:00.000Z',
  project: 'default',
  actor,
  correlationid: 'a1',
});

const proposed = newEvent(ApprovalProposed, by('user:ada'), {
  ...wanted,
  hash,
  required: { approvals: 1, emergency: false },
  reason: 'looks good',
  expiresAt: '2026-03-02T10:00:00.000Z',
});
const given = (actor: string) => newEvent(ApprovalGiven, by(actor), { hash });
const granted = newEvent(ApprovalGranted, by('user:bob'), {
  subject,
  action: 'advance',
  hash,
  approvers: ['user:bob'],
});

const after = (...events: ApprovalEvent[]): ApprovalState => events.reduce(evolveApproval, NO_APPROVAL);
const asked = { ...wanted, now: NOW, approvals: 1 };

describe('whether something may be done', () => {
  const approved = after(proposed, given('user:bob'), granted);

  it('is yes when what is done is what was agreed to, by whoever agreed', () => {
    expect(assessApproval(approved, asked)).toEqual({ approved: true, id: 'a1', approvedBy: ['user:bob'] });
    const otherOrder = { ...asked, proposal: { of: 'v2', tier: 3 } };
    expect(assessApproval(approved, otherOrder)).toMatchObject({ approved: true });
  });

  it.each([
    ['there is none', NO_APPROVAL, asked, 'APPROVAL_REQUIRED'],
    ['nobody agreed yet', after(proposed), asked, 'APPROVAL_NOT_GIVEN'],
    [
      'it is for another subject',
      approved,
      { ...asked, subject: { kind: 'rollout', key: 'x' } },
      'APPROVAL_FOR_OTHER_SUBJECT',
    ],
    [
      'it is for another kind',
      approved,
      { ...asked, subject: { kind: 'release', key: 'search' } },
      'APPROVAL_FOR_OTHER_SUBJECT',
    ],
    ['it is for another action', approved, { ...asked, action: 'complete' }, 'APPROVAL_FOR_OTHER_SUBJECT'],
    ['something else is done', approved, { ...asked, proposal: { tier: 4, of: 'v2' } }, 'PROPOSAL_CHANGED'],
    [
      'more is done',
      approved,
      { ...asked, proposal: { tier: 3, of: 'v2', force: true } },
      'PROPOSAL_CHANGED',
    ],
    [
      'its time is over',
      approved,
      { ...asked, now: Date.parse('2026-03-02T10:00:00.000Z') },
      'APPROVAL_EXPIRED',
    ],
    [
      'policy wants more people than the proposal asked for',
      approved,
      { ...asked, approvals: 2 },
      'APPROVALS_TOO_FEW',
    ],
    ['policy wants other people', approved, { ...asked, approvers: ['user:eve'] }, 'APPROVALS_TOO_FEW'],
    [
      'it was used',
      after(proposed, given('user:bob'), granted, newEvent(ApprovalUsed, by('x'), { by: by('x').id })),
      asked,
      'APPROVAL_NOT_GIVEN',
    ],
  ] as const)('is no when %s', (_, state, request, code) => {
    expect(assessApproval(state, request)).toMatchObject({ approved: false, code });
  });

  it('counts nobody twice and never the proposer', () => {
    const twice = after(proposed, given('user:bob'), given('user:bob'), given('user:ada'), granted);
    expect(assessApproval(twice, { ...asked, approvals: 2 })).toMatchObject({ code: 'APPROVALS_TOO_FEW' });
  });

  it('begins anew with a revision', () => {
    const proposal = { tier: 4 };
    const revision = newEvent(ApprovalRevised, by('user:ada'), {
      proposal,
      hash: proposalHash({ ...wanted, proposal }),
      reason: 'further',
      voided: ['user:bob'],
    });
    const revised = after(proposed, given('user:bob'), granted, revision);
    expect(revised).toMatchObject({ status: 'open', approvals: [], proposal });
    expect(assessApproval(revised, { ...asked, proposal })).toMatchObject({ code: 'APPROVAL_NOT_GIVEN' });
  });
});
