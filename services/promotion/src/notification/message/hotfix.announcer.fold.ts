import type { HotfixEvent, HotfixSeverity } from '@assay/contracts';
import { parseStreamId } from '@assay/contracts';
import type { Announcer, Context, Draft } from './announcer.js';
import { figuresOf } from './figures.fold.js';
import type { MessageLevel } from './message.js';

const LEVEL: Readonly<Record<HotfixSeverity, MessageLevel>> = {
  P1: 'critical',
  P2: 'warning',
  P3: 'info',
  P4: 'info',
};

function remembered(context: Context, event: HotfixEvent): Context {
  if (event.type === 'HotfixOpened') {
    const { title, severity, dueAt } = event.data;
    return { title, severity, dueAt: dueAt ?? 'with the next release' };
  }
  if (event.type === 'HotfixCameDue') return { ...context, dueAt: event.data.dueAt };
  if (event.type !== 'HotfixSeverityChanged') return context;
  const { severity, dueAt } = event.data;
  return { ...context, severity, dueAt: dueAt ?? 'with the next release' };
}

interface Words {
  readonly level: MessageLevel;
  readonly kind: string;
  readonly what: string;
  readonly text: string;
  readonly whatToDo: string;
}

function words(event: HotfixEvent, key: string, severity: unknown): Words | undefined {
  const path = `/api/v1/hotfixes/${key}`;
  switch (event.type) {
    case 'HotfixOpened':
      return {
        level: LEVEL[event.data.severity],
        kind: 'hotfix.opened',
        what: 'was opened',
        text: event.data.broken,
        whatToDo: `write down what is found at ${path}, and deploy the fix before it is due`,
      };
    case 'HotfixCameDue':
      return {
        level: 'warning',
        kind: 'hotfix.due',
        what: `was due with release "${event.data.release}"`,
        text: `The release is in production since ${event.data.dueAt}.`,
        whatToDo: `note its deployment at ${path}/deploy where the release has the fix; it is overdue otherwise`,
      };
    case 'HotfixEscalated':
      return {
        level: severity === 'P4' ? 'warning' : 'critical',
        kind: 'hotfix.escalated',
        what: `is overdue (escalation ${String(event.data.level)})`,
        text: `It was due at ${event.data.dueAt} and is not deployed.`,
        whatToDo: 'get more people on it, or change its severity with a reason',
      };
    case 'HotfixDeployed':
      return {
        level: event.data.emergency ? 'critical' : 'info',
        kind: 'hotfix.deployed',
        what: event.data.emergency ? 'was deployed as an emergency' : 'was deployed',
        text: `${event.data.version} to ${event.data.environment}, approved by ${event.data.approvedBy.join(', ')}.`,
        whatToDo: `watch it; a post-mortem is due where ${path} says so`,
      };
    default:
      return undefined;
  }
}

function announced(event: HotfixEvent, context: Context): Draft | undefined {
  const { key } = parseStreamId(event.subject);
  const found = words(event, key, context['severity']);
  if (found === undefined) return undefined;
  const { what, ...said } = found;
  return {
    ...said,
    thread: `hotfix/${key}`,
    status: 'news',
    title: `${context['severity'] ?? ''} hotfix "${context['title'] ?? key}" ${what}`,
    figures: figuresOf({ Severity: context['severity'], Due: context['dueAt'] }),
    path: `/api/v1/hotfixes/${key}`,
  };
}

/** Hotfixes: opened, due, overdue, deployed. */
export const hotfixAnnouncer: Announcer<HotfixEvent> = {
  types: ['HotfixOpened', 'HotfixSeverityChanged', 'HotfixCameDue', 'HotfixEscalated', 'HotfixDeployed'],
  remember: remembered,
  announce: announced,
};
