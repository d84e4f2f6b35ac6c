import type { KnownApproval } from '@assay/approvals';
import { NO_APPROVAL, proposalHash } from '@assay/approvals';
import type { HotfixEvent } from '@assay/contracts';
import { deploymentProposal } from './deployment-proposal.fold.js';
import { dueAt, nextEscalation } from './hotfix-clock.fold.js';
import type { DeployHotfix, HotfixCommand } from './hotfix-command.js';
import { evolveHotfix } from './hotfix-evolve.fold.js';
import type { HotfixState, KnownHotfix } from './hotfix-state.js';
import { NO_HOTFIX } from './hotfix-state.js';
import { hotfixDecider } from './hotfix.decider.js';

const OPENED = '2026-03-01T10:00:00.000Z';
const APPROVAL = '0198c5a2-6f0e-7c3a-9d0b-000000000001';
const APPROVERS = ['user:bob', 'user:eve'];
let n = 0;

const at = (time: string = OPENED) => ({
  id: `00000000-0000-7000-8000-${String((n += 1)).padStart(12, '0')}`,
  ...{ source: 'promotion', subject: 'default/hotfix/h1', time, project: 'default' },
  ...{ actor: 'user:ada', correlationid: 'h1' },
});

const open = (severity: 'P1' | 'P2' | 'P3' | 'P4'): HotfixCommand => ({
  ...{ type: 'OpenHotfix', metadata: at(), title: 'pay', severity, broken: 'all' },
});
const record: HotfixCommand = {
  ...{ type: 'RecordHotfix', metadata: at() },
  record: { cause: 'c', fix: 'f', tests: 't', rollbackPlan: 'r' },
};
const severity = (to: 'P1' | 'P3'): HotfixCommand => ({
  ...{ type: 'ChangeSeverity', metadata: at(), severity: to, reason: 'r' },
});
const escalate = (time: string): HotfixCommand => ({ type: 'EscalateHotfix', metadata: at(time) });
const comeDue = (time: string): HotfixCommand => ({
  ...{ type: 'ComeDue', metadata: at('2026-03-09T00:00:00.000Z'), release: 'spring', at: time },
});
const postMortem: HotfixCommand = {
  ...{ type: 'WritePostMortem', metadata: at(), postMortem: { summary: 's', actions: [] } },
};
const close = (resolution: 'fixed' | 'cancelled'): HotfixCommand => ({
  ...{ type: 'CloseHotfix', metadata: at(), resolution, reason: 'r' },
});

function after(commands: readonly HotfixCommand[], from: HotfixState = NO_HOTFIX) {
  let state = from;
  let last: { events?: readonly HotfixEvent[]; code?: string } = {};
  for (const command of commands) {
    const decision = hotfixDecider.decide(command, state);
    last = decision.outcome === 'accepted' ? { events: decision.events } : { code: decision.refusal.code };
    if (decision.outcome === 'accepted') state = decision.events.reduce(evolveHotfix, state);
  }
  return { state, ...last };
}

const known = (...commands: readonly HotfixCommand[]) => after(commands).state as KnownHotfix;

function approvalFor(state: KnownHotfix, emergency: boolean, ...actors: readonly string[]): KnownApproval {
  const what = deploymentProposal(state, { environment: 'production', version: '2', emergency });
  return {
    ...what,
    ...{ status: 'approved', project: 'default', id: APPROVAL, hash: proposalHash(what), reason: 'r' },
    ...{ required: { approvals: 1, emergency }, proposedBy: 'user:ada', proposedAt: OPENED },
    ...{ expiresAt: '2026-03-02T10:00:00.000Z', changedAt: OPENED, changedBy: 'user:bob' },
    approvals: actors.map((actor) => ({ actor, at: OPENED })),
  };
}

const deploy = (changes: Partial<DeployHotfix> = {}): HotfixCommand => ({
  ...{ type: 'DeployHotfix', metadata: at('2026-03-01T10:30:00.000Z'), emergency: false },
  ...{ environment: 'production', version: '2', deployedAt: '2026-03-01T10:30:00.000Z' },
  ...{ approval: NO_APPROVAL, emergencyApprovers: APPROVERS },
  ...changes,
});

describe('the clock of a hotfix', () => {
  it.each([
    ['P1', '2026-03-01T11:00:00.000Z'],
    ['P2', '2026-03-01T14:00:00.000Z'],
    ['P3', '2026-03-02T10:00:00.000Z'],
    ['P4', null],
  ] as const)('of %s ends at %s', (given, due) => {
    expect(dueAt({ severity: given, openedAt: OPENED, release: null })).toBe(due);
    expect(after([open(given)]).events?.[0]).toMatchObject({ data: { dueAt: due } });
  });

  it('escalates once for each stretch, three times at most, until it is deployed', () => {
    expect(after([open('P1'), escalate('2026-03-01T10:59:59.999Z')]).code).toBe('NOT_OVERDUE');
    const late = [open('P1'), escalate('2026-03-01T12:30:00.000Z'), escalate('2026-03-01T12:30:00.000Z')];
    expect(after(late).events?.[0]).toMatchObject({ data: { level: 2, dueAt: '2026-03-01T11:00:00.000Z' } });
    expect(after([...late, escalate('2026-03-01T12:30:00.000Z')]).code).toBe('NOT_OVERDUE');
    expect(nextEscalation({ severity: 'P1', openedAt: OPENED, release: null }, 3)).toBeUndefined();
  });

  it('of P4 begins when the next release is in production, and waits a day before it escalates', () => {
    expect(after([open('P4'), escalate('2027-03-01T10:00:00.000Z')]).code).toBe('NOT_OVERDUE');
    expect(after([open('P4'), comeDue(OPENED)]).code).toBe('NOT_DUE_WITH_RELEASE');
    const due = [open('P4'), comeDue('2026-03-05T09:00:00.000Z')];
    expect(after(due).state).toMatchObject({
      dueAt: '2026-03-05T09:00:00.000Z',
      release: { key: 'spring', at: '2026-03-05T09:00:00.000Z' },
    });
    expect(after([...due, comeDue('2026-03-06T09:00:00.000Z')]).code).toBe('NOT_DUE_WITH_RELEASE');
    expect(after([...due, escalate('2026-03-06T08:59:59.999Z')]).code).toBe('NOT_OVERDUE');
    expect(after([...due, escalate('2026-03-06T09:00:00.000Z')]).events?.[0]).toMatchObject({
      data: { level: 1, severity: 'P4', dueAt: '2026-03-05T09:00:00.000Z' },
    });
  });

  it.each([
    ['P3', [open('P3')]],
    ['closed', [open('P4'), close('cancelled')]],
  ] as const)('does not go by releases where it is %s', (_, commands) => {
    expect(after([...commands, comeDue('2026-03-05T09:00:00.000Z')]).events).toBeUndefined();
  });

  it('runs from when it was opened, whatever severity it gets', () => {
    expect(after([open('P3'), severity('P1')]).events?.[0]).toMatchObject({
      data: { dueAt: '2026-03-01T11:00:00.000Z' },
    });
  });
});

describe('a deployment', () => {
  const ready = known(open('P1'), record);
  const deployed = after([deploy({ approval: approvalFor(ready, false, 'user:bob') })], ready);

  it('rests on an approval of just this', () => {
    expect(deployed.events?.[0]).toMatchObject({
      data: { approval: APPROVAL, approvedBy: ['user:bob'], emergency: false, missing: [] },
    });
  });

  it.each([
    ['without one', ready, deploy(), 'NOT_APPROVED'],
    [
      'with the proposer’s own',
      ready,
      deploy({ approval: approvalFor(ready, false, 'user:ada') }),
      'NOT_APPROVED',
    ],
    [
      'of another version',
      ready,
      deploy({ version: '3', approval: approvalFor(ready, false, 'user:bob') }),
      'NOT_APPROVED',
    ],
    ['of an unfinished record', known(open('P1')), deploy(), 'HOTFIX_INCOMPLETE'],
    ['in the future', ready, deploy({ deployedAt: '2026-03-01T10:36:00.000Z' }), 'DEPLOYED_AT_OUT_OF_RANGE'],
    [
      'before it was opened',
      ready,
      deploy({ deployedAt: '2026-03-01T09:00:00.000Z' }),
      'DEPLOYED_AT_OUT_OF_RANGE',
    ],
    ['at no time', ready, deploy({ deployedAt: 'now' }), 'DEPLOYED_AT_OUT_OF_RANGE'],
  ] as const)('is refused %s', (_, state, command, code) => {
    expect(after([command], state).code).toBe(code);
  });

  it('uses up its approval', () => {
    const again = deploy({ approval: approvalFor(ready, false, 'user:bob') });
    expect(after([again], deployed.state).code).toBe('APPROVAL_USED');
  });
});

describe('an emergency', () => {
  const down = known(open('P1'));
  const emergency = (...actors: readonly string[]) =>
    deploy({ emergency: true, approval: approvalFor(down, true, ...actors) });

  it('takes two people of the list, and says what was not known', () => {
    expect(after([emergency('user:bob', 'user:eve')], down).events?.[0]).toMatchObject({
      data: { emergency: true, approvedBy: APPROVERS, missing: ['cause', 'fix', 'tests', 'rollbackPlan'] },
    });
  });

  it.each([
    ['one person', emergency('user:bob'), 'NOT_APPROVED'],
    ['one person twice', emergency('user:bob', 'user:bob'), 'NOT_APPROVED'],
    ['one who is not on the list', emergency('user:bob', 'user:carl'), 'NOT_APPROVED'],
    [
      'a list of one',
      { ...emergency('user:bob'), emergencyApprovers: ['user:bob'] },
      'EMERGENCY_NOT_CONFIGURED',
    ],
  ] as const)('is refused with %s', (_, command, code) => {
    expect(after([command], down).code).toBe(code);
  });

  it('is for P1 only', () => {
    expect(after([deploy({ emergency: true })], known(open('P2'))).code).toBe('EMERGENCY_NOT_P1');
  });
});

describe('the end of a hotfix', () => {
  const ready = known(open('P1'), record);
  const deployed = after([deploy({ approval: approvalFor(ready, false, 'user:bob') })], ready).state;

  it('waits for the post-mortem of what was P1 or P2 at any time', () => {
    expect(after([close('fixed')], deployed).code).toBe('POST_MORTEM_DUE');
    expect(after([severity('P3'), close('fixed')], deployed).code).toBe('POST_MORTEM_DUE');
    expect(after([postMortem, close('fixed')], deployed).events?.[0]?.type).toBe('HotfixClosed');
    expect(after([postMortem, postMortem], deployed).code).toBe('POST_MORTEM_WRITTEN');
  });

  it.each([
    ['not deployed', [open('P3'), record, close('fixed')], 'HOTFIX_NOT_DEPLOYED'],
    ['unknown', [close('fixed')], 'HOTFIX_NOT_FOUND'],
    ['closed', [open('P3'), close('cancelled'), record], 'HOTFIX_CLOSED'],
    ['open already', [open('P3'), open('P3')], 'HOTFIX_EXISTS'],
    ['of this severity', [open('P3'), severity('P3')], 'SEVERITY_UNCHANGED'],
  ] as const)('is refused when it is %s', (_, commands, code) => {
    expect(after(commands).code).toBe(code);
  });

  it('is no cancellation once it was deployed', () => {
    expect(after([close('cancelled')], deployed).code).toBe('HOTFIX_DEPLOYED');
  });
});
