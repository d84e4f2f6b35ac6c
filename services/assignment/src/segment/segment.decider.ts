import type { EventMetadata, SegmentEvent } from '@assay/contracts';
import { newEvent, SegmentListDefined, SegmentRuleDefined } from '@assay/contracts';
import type { Decider, Decision } from '@assay/event-store';

/** What a segment is now; its content is named by `hash`. */
export type SegmentContent =
  | ({ readonly kind: 'rule' } & SegmentRuleDefined['data'])
  | ({ readonly kind: 'list' } & SegmentListDefined['data']);

export interface SegmentState {
  readonly status: 'existing';
  readonly content: SegmentContent;
  readonly changedAt: string;
  readonly changedBy: string;
  readonly version: number;
}

export type SegmentStream = { readonly status: 'absent' } | SegmentState;

/** Says who belongs to it, in place of what it said before. */
export interface DefineSegment {
  readonly type: 'DefineSegment';
  readonly metadata: EventMetadata;
  readonly content: SegmentContent;
}

export interface SegmentRefusal {
  readonly code: 'SEGMENT_UNCHANGED';
  readonly hash: string;
}

function defined({ metadata, content }: DefineSegment): SegmentEvent {
  if (content.kind === 'rule') {
    const { kind: _, ...data } = content;
    return newEvent(SegmentRuleDefined, metadata, data);
  }
  const { kind: _, ...data } = content;
  return newEvent(SegmentListDefined, metadata, data);
}

const isSame = (before: SegmentContent, after: SegmentContent): boolean =>
  before.hash === after.hash && before.name === after.name && before.kind === after.kind;

function decide(command: DefineSegment, state: SegmentStream): Decision<SegmentEvent, SegmentRefusal> {
  const { content } = command;
  return state.status === 'existing' && isSame(state.content, content)
    ? { outcome: 'refused', refusal: { code: 'SEGMENT_UNCHANGED', hash: content.hash } }
    : { outcome: 'accepted', events: [defined(command)] };
}

const contentOf = (event: SegmentEvent): SegmentContent =>
  event.type === 'SegmentRuleDefined' ? { kind: 'rule', ...event.data } : { kind: 'list', ...event.data };

/** A named set of units, by a rule or by a list. */
export const segmentDecider: Decider<SegmentStream, DefineSegment, SegmentEvent, SegmentRefusal> = {
  initial: { status: 'absent' },
  evolve: (state, event) => ({
    status: 'existing',
    content: contentOf(event),
    changedAt: event.time,
    changedBy: event.actor,
    version: state.status === 'absent' ? 1 : state.version + 1,
  }),
  decide,
};
