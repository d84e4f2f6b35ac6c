import { evolveChecklist } from './checklist-evolve.fold.js';
import type { ChecklistState, KnownChecklist } from './checklist-state.js';
import type { RollbackFacts } from './seen-steps.fold.js';
import { seenSteps } from './seen-steps.fold.js';
import { STANDARD_STEPS } from './standard-steps.js';
import type { ChecklistCommand } from './checklist.decider.js';
import { checklistDecider } from './checklist.decider.js';

const DONE = '2026-03-01T10:00:00.000Z';
const NOW = Date.parse('2026-03-01T10:05:00.000Z');
const tick = { actor: 'a', at: DONE, evidence: 'e' };

const checklist = (ticked: readonly string[] = ['rollback-done']): KnownChecklist => ({
  ...{ status: 'open', project: 'default', id: 'c1', subject: { kind: 'rollout', key: 'search' } },
  ...{ reason: 'r', thread: 't', openedBy: 'a', openedAt: DONE },
  steps: STANDARD_STEPS.map((step) => ({ ...step, ticked: ticked.includes(step.key) ? tick : null })),
});

const seen = (facts: Partial<RollbackFacts>, state = checklist()) =>
  seenSteps(state, { alarms: [], told: [], now: NOW, ...facts }).map(({ step }) => step);

describe('what the system sees of a rollback', () => {
  it('is quiet when no alert is raised for five minutes after it was done', () => {
    expect(seen({})).toEqual(['error-rate-back', 'alarms-clear']);
    expect(seen({ now: NOW - 1 })).toEqual([]);
    expect(seen({}, checklist([]))).toEqual([]);
    expect(seen({ alarms: ['guardrail-threshold'] })).toEqual([]);
    expect(seen({ alarms: ['sample-ratio-mismatch'] })).toEqual(['error-rate-back']);
  });

  it('is that people were told when a message arrived, and of the end when it was about that', () => {
    const early = { now: NOW - 60_000 };
    const asked = { kind: 'promotion.rolling-back', channel: 'ops' };
    const end = { kind: 'promotion.rolled-back', channel: 'ops' };
    expect(seen({ ...early, told: [asked] })).toEqual(['people-told']);
    expect(seen({ ...early, told: [asked, end] })).toEqual(['people-told', 'end-told']);
    expect(seen({ ...early, told: [end] }, checklist([]))).toEqual(['people-told']);
  });

  it('is not said again', () => {
    expect(seen({}, checklist(['rollback-done', 'alarms-clear', 'error-rate-back']))).toEqual([]);
  });
});

describe('a checklist', () => {
  let n = 0;
  const metadata = () => ({
    id: `00000000-0000-7000-8000-${String((n += 1)).padStart(12, '0')}`,
    ...{ source: 'promotion', subject: 'default/rollback-checklist/c1', time: DONE, project: 'default' },
    ...{ actor: 'user:ada', correlationid: 'c1' },
  });
  const data = { subject: { kind: 'rollout', key: 's' }, reason: 'r', thread: 't' } as const;
  const open: ChecklistCommand = {
    ...{ type: 'OpenChecklist', metadata: metadata(), seen: [{ step: 'reason-known', evidence: 'r' }] },
    data: { ...data, steps: [...STANDARD_STEPS] },
  };
  const tickAll = (steps: readonly string[]): ChecklistCommand => ({
    ...{ type: 'TickSteps', metadata: metadata() },
    seen: steps.map((step) => ({ step, evidence: 'seen' })),
  });
  const untick = (step: string): ChecklistCommand => ({
    ...{ type: 'UntickStep', metadata: metadata(), step, reason: 'not so' },
  });
  const rest = STANDARD_STEPS.map(({ key }) => key).slice(1);

  function last(...commands: readonly ChecklistCommand[]) {
    let state: ChecklistState = checklistDecider.initial;
    let outcome: readonly string[] | string = '';
    for (const command of commands) {
      const decision = checklistDecider.decide(command, state);
      outcome =
        decision.outcome === 'accepted' ? decision.events.map(({ type }) => type) : decision.refusal.code;
      if (decision.outcome === 'accepted') state = decision.events.reduce(evolveChecklist, state);
    }
    return { outcome, status: state.status };
  }

  it('is complete when every step is ticked, and open again when one is not', () => {
    expect(last(open)).toEqual({
      outcome: ['RollbackChecklistOpened', 'RollbackStepTicked'],
      status: 'open',
    });
    expect(last(open, tickAll(rest)).outcome).toContain('RollbackChecklistCompleted');
    expect(last(open, tickAll(rest)).status).toBe('completed');
    expect(last(open, tickAll(rest), untick('logs-clean')).status).toBe('open');
    expect(last(open, tickAll(rest), untick('logs-clean'), tickAll(['logs-clean'])).status).toBe('completed');
  });

  it.each([
    ['it is there', [open, open], 'CHECKLIST_EXISTS'],
    ['it is not there', [tickAll(['logs-clean'])], 'CHECKLIST_NOT_FOUND'],
    ['the step is none', [open, tickAll(['nonsense'])], 'STEP_NOT_FOUND'],
    ['the step is ticked', [open, tickAll(['reason-known'])], 'STEP_TICKED'],
    ['the step is not ticked', [open, untick('logs-clean')], 'STEP_NOT_TICKED'],
  ] as const)('says no when %s', (_, commands, code) => {
    expect(last(...commands).outcome).toBe(code);
  });
});
