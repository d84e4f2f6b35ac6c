import type { ApprovalState, KnownApproval } from '@assay/approvals';
import { assessApproval, evolveApproval, NO_APPROVAL, proposalHash } from '@assay/approvals';
import type { ApprovalEvent } from '@assay/contracts';
import type { ApprovalCommand } from './approval-command.js';
import { approvalDecider } from './approval.decider.js';

const subject = { kind: 'promotion', key: 'checkout' } as const;
const proposal = { variant: 'green', experimentVersion: 4 };
const what = { subject, action: 'promote', proposal };
const hash = proposalHash(what);
const ENDS = '2026-03-02T10:00:00.000Z';
let n = 0;

const by = (actor: string, time = '2026-03-01T10:00:00.000Z') => ({
  id: `00000000-0000-7000-8000-${String((n += 1)).padStart(12, '0')}`,
  source: 'promotion',
  subject: 'default/approval/a1',
  time,
  project: 'default',
  actor,
  correlationid: 'a1',
});

const propose = (required = {}): ApprovalCommand => ({
  type: 'ProposeApproval',
  metadata: by('user:ada'),
  ...what,
  required: { approvals: 1, emergency: false, ...required },
  reason: 'it sells more',
  expiresAt: ENDS,
});
const give = (actor: string, seen = hash, time?: string): ApprovalCommand => ({
  type: 'GiveApproval',
  metadata: by(actor, time),
  hash: seen,
});
const reject = (actor: string): ApprovalCommand => ({
  type: 'RejectApproval',
  metadata: by(actor),
  reason: 'no',
});
const withdraw = (actor: string, isAdmin = false): ApprovalCommand => ({
  type: 'WithdrawApproval',
  metadata: by(actor),
  reason: 'changed my mind',
  isAdmin,
});
const revise = (actor: string, to: Record<string, unknown>): ApprovalCommand => ({
  type: 'ReviseApproval',
  metadata: by(actor),
  proposal: to,
  reason: 'better',
});
const expire = (time: string): ApprovalCommand => ({
  type: 'ExpireApproval',
  metadata: by('system:promotion', time),
});

/** The events of the last command, or its refusal, after those before it. */
function decide(...commands: readonly ApprovalCommand[]): {
  state: ApprovalState;
  events?: readonly ApprovalEvent[];
  code?: string;
} {
  let state = NO_APPROVAL;
  let last: { events?: readonly ApprovalEvent[]; code?: string } = {};
  for (const command of commands) {
    const decision = approvalDecider.decide(command, state);
    last = decision.outcome === 'accepted' ? { events: decision.events } : { code: decision.refusal.code };
    if (decision.outcome === 'accepted') state = decision.events.reduce(evolveApproval, state);
  }
  return { state, ...last };
}

const types = (...commands: readonly ApprovalCommand[]) =>
  decide(...commands).events?.map(({ type }) => type);
const codeOf = (...commands: readonly ApprovalCommand[]) => decide(...commands).code;

describe('a proposal', () => {
  it('is granted by somebody else, with the names of those who agreed', () => {
    expect(types(propose(), give('user:bob'))).toEqual(['ApprovalGiven', 'ApprovalGranted']);
    expect(decide(propose(), give('user:bob')).events?.[1]).toMatchObject({
      data: { subject, hash, approvers: ['user:bob'] },
    });
  });

  it('waits for as many distinct people as were asked for', () => {
    expect(types(propose({ approvals: 2 }), give('user:bob'))).toEqual(['ApprovalGiven']);
    expect(codeOf(propose({ approvals: 2 }), give('user:bob'), give('user:bob'))).toBe('ALREADY_APPROVED');
    expect(types(propose({ approvals: 2 }), give('user:bob'), give('user:eve'))).toContain('ApprovalGranted');
  });

  it.each([
    ['its proposer', [propose(), give('user:ada')], 'APPROVER_IS_PROPOSER'],
    ['its proposer, by rejecting it', [propose(), reject('user:ada')], 'APPROVER_IS_PROPOSER'],
    [
      'one who is not on the list',
      [propose({ approvers: ['user:eve'] }), give('user:bob')],
      'APPROVER_NOT_ON_LIST',
    ],
    ['one who saw something else', [propose(), give('user:bob', '0'.repeat(64))], 'PROPOSAL_CHANGED'],
    ['one who comes too late', [propose(), give('user:bob', hash, ENDS)], 'APPROVAL_EXPIRED'],
    ['one after it was rejected', [propose(), reject('user:eve'), give('user:bob')], 'APPROVAL_CLOSED'],
    ['one after it was withdrawn', [propose(), withdraw('user:ada'), give('user:bob')], 'APPROVAL_CLOSED'],
    ['one after it was granted', [propose(), give('user:eve'), give('user:bob')], 'APPROVAL_CLOSED'],
    ['one where nothing is proposed', [give('user:bob')], 'APPROVAL_NOT_FOUND'],
  ] as const)('is not decided by %s', (_, commands, code) => {
    expect(codeOf(...commands)).toBe(code);
  });

  it('that is revised has lost its approvals, also when it was granted', () => {
    const revised = decide(propose(), give('user:bob'), revise('user:ada', { variant: 'blue' }));
    expect(revised.events?.[0]).toMatchObject({ type: 'ApprovalRevised', data: { voided: ['user:bob'] } });
    expect(revised.state).toMatchObject({ status: 'open', approvals: [] });
    const wanted = { ...what, approvals: 1, now: Date.parse('2026-03-01T11:00:00.000Z') };
    expect(assessApproval(revised.state, wanted)).toMatchObject({ code: 'APPROVAL_NOT_GIVEN' });
    const { hash: now } = revised.state as KnownApproval;
    expect(codeOf(propose(), revise('user:ada', { variant: 'blue' }), give('user:bob'))).toBe(
      'PROPOSAL_CHANGED',
    );
    expect(types(propose(), revise('user:ada', { variant: 'blue' }), give('user:bob', now))).toContain(
      'ApprovalGranted',
    );
  });

  it('is revised by its proposer, to something else', () => {
    expect(codeOf(propose(), revise('user:bob', { variant: 'blue' }))).toBe('NOT_THE_PROPOSER');
    expect(codeOf(propose(), revise('user:ada', proposal))).toBe('PROPOSAL_UNCHANGED');
  });

  it('is withdrawn by its proposer or an admin', () => {
    expect(codeOf(propose(), withdraw('user:bob'))).toBe('NOT_THE_PROPOSER');
    expect(types(propose(), withdraw('user:bob', true))).toEqual(['ApprovalWithdrawn']);
  });

  it('expires when its time is over, once, decided or not', () => {
    expect(codeOf(propose(), expire('2026-03-02T09:59:59.999Z'))).toBe('APPROVAL_NOT_DUE');
    expect(types(propose(), expire(ENDS))).toEqual(['ApprovalExpired']);
    expect(types(propose(), give('user:bob'), expire(ENDS))).toEqual(['ApprovalExpired']);
    expect(codeOf(propose(), expire(ENDS), expire(ENDS))).toBe('APPROVAL_CLOSED');
  });

  it.each([
    ['in the past', '2026-03-01T10:00:00.000Z'],
    ['in more than 30 days', '2026-03-31T10:00:00.001Z'],
    ['at no time at all', 'soon'],
  ])('does not end %s', (_, expiresAt) => {
    expect(codeOf({ ...propose(), expiresAt } as ApprovalCommand)).toBe('EXPIRY_OUT_OF_RANGE');
  });

  it('is used once', () => {
    const use: ApprovalCommand = { type: 'UseApproval', metadata: by('user:ada'), by: by('x').id };
    expect(codeOf(propose(), use)).toBe('APPROVAL_CLOSED');
    expect(types(propose(), give('user:bob'), use)).toEqual(['ApprovalUsed']);
    expect(codeOf(propose(), give('user:bob'), use, use)).toBe('APPROVAL_CLOSED');
  });
});
