import type { ApprovalEvent } from '@assay/contracts';
import { parseStreamId } from '@assay/contracts';
import type { Announcer, Context, Draft } from './announcer.js';
import { figuresOf } from './figures.fold.js';

const contextOf = ({ data, actor }: Extract<ApprovalEvent, { type: 'ApprovalProposed' }>): Context => ({
  what: `${data.action} ${data.subject.kind} ${data.subject.key}`,
  proposedBy: actor,
  reason: data.reason,
  needed: String(data.required.approvals),
  expiresAt: data.expiresAt,
  emergency: data.required.emergency ? 'yes' : '',
});

function remembered(context: Context, event: ApprovalEvent): Context {
  if (event.type === 'ApprovalProposed') return contextOf(event);
  return event.type === 'ApprovalRevised' ? { ...context, reason: event.data.reason } : context;
}

const WORDS: Partial<
  Record<ApprovalEvent['type'], readonly [kind: string, words: string, whatToDo: string]>
> = {
  ApprovalGranted: ['approval.granted', 'was approved', 'it is carried out now, or may be until it expires'],
  ApprovalRejected: ['approval.rejected', 'was rejected', 'talk to who rejected it, then propose anew'],
  ApprovalExpired: [
    'approval.expired',
    'expired undecided or unused',
    'propose it anew if it is still wanted',
  ],
};

const reasonOf = (event: ApprovalEvent): string | undefined =>
  event.type === 'ApprovalRejected' ? event.data.reason : undefined;

const common = (context: Context, id: string) => ({
  thread: `approval/${id}`,
  status: 'news' as const,
  path: `/api/v1/approvals/${id}`,
  figures: figuresOf({
    'Proposed by': context['proposedBy'],
    'Approvals needed': context['needed'],
    Emergency: context['emergency'],
    'Expires at': context['expiresAt'],
  }),
});

const waiting = (context: Context, id: string): Draft => ({
  ...common(context, id),
  level: context['emergency'] === 'yes' ? 'critical' : 'info',
  kind: 'approval.waiting',
  title: `Waiting for approval: ${context['what'] ?? ''}`,
  text: context['reason'] ?? '',
  whatToDo: `look at the proposal, then POST /api/v1/approvals/${id}/approve or /reject`,
});

/** Approvals: what waits, and what came of it. */
export const approvalAnnouncer: Announcer<ApprovalEvent> = {
  types: ['ApprovalProposed', 'ApprovalRevised', 'ApprovalGranted', 'ApprovalRejected', 'ApprovalExpired'],
  remember: remembered,
  announce: (event, context) => {
    const { key: id } = parseStreamId(event.subject);
    if (event.type === 'ApprovalProposed' || event.type === 'ApprovalRevised') return waiting(context, id);
    const found = WORDS[event.type];
    if (found === undefined) return undefined;
    const [kind, words, whatToDo] = found;
    const level = event.type === 'ApprovalGranted' ? 'info' : 'warning';
    const title = `${context['what'] ?? id} ${words}`;
    return { ...common(context, id), level, kind, title, text: reasonOf(event) ?? title, whatToDo };
  },
};
