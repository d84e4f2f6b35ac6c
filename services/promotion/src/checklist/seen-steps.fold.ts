import type { KnownChecklist } from './checklist-state.js';
import { stepOf } from './checklist-state.js';
import type { SeenStep } from './checklist.decider.js';

/** What the system knows about a rollback just now. */
export interface RollbackFacts {
  /** Rules of the alerts that are raised about it. */
  readonly alarms: readonly string[];
  /** Channels that its messages reached, by kind of message. */
  readonly told: readonly { readonly kind: string; readonly channel: string }[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What goes wrong late is seen within this time: quiet before that proves nothing. */
export const SETTLING_MS = 300_000;
const ABOUT_ERRORS = /guardrail|error|failure/;

const channelsOf = (told: RollbackFacts['told']): string =>
  [...new Set(told.map(({ channel }) => channel))].join(', ');

function quiet(checklist: KnownChecklist, { alarms, now }: RollbackFacts): readonly SeenStep[] {
  const done = stepOf(checklist, 'rollback-done')?.ticked;
  if (done === undefined || done === null || now - Date.parse(done.at) < SETTLING_MS) return [];
  const since = `since ${new Date(now - SETTLING_MS).toISOString()} at the latest`;
  const aboutErrors = alarms.filter((rule) => ABOUT_ERRORS.test(rule));
  return [
    ...(aboutErrors.length === 0
      ? [{ step: 'error-rate-back', evidence: `no alert about its errors is raised ${since}` }]
      : []),
    ...(alarms.length === 0
      ? [{ step: 'alarms-clear', evidence: `no alert about it is raised ${since}` }]
      : []),
  ];
}

function toldPeople(checklist: KnownChecklist, { told }: RollbackFacts): readonly SeenStep[] {
  if (told.length === 0) return [];
  const isDone = stepOf(checklist, 'rollback-done')?.ticked !== null;
  const ofTheEnd = told.filter(({ kind }) => kind.endsWith('.rolled-back'));
  return [
    { step: 'people-told', evidence: `messages reached ${channelsOf(told)}` },
    ...(isDone && ofTheEnd.length > 0
      ? [{ step: 'end-told', evidence: `the message that it is done reached ${channelsOf(ofTheEnd)}` }]
      : []),
  ];
}

/** Steps that are seen to be done and not ticked yet; those that a list does not have are left out. */
export const seenSteps = (checklist: KnownChecklist, facts: RollbackFacts): readonly SeenStep[] =>
  [...toldPeople(checklist, facts), ...quiet(checklist, facts)].filter(
    ({ step }) => stepOf(checklist, step)?.ticked === null,
  );
