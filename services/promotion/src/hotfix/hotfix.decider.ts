import type { HotfixEvent } from '@assay/contracts';
import {
  HotfixCameDue,
  HotfixClosed,
  HotfixEscalated,
  HotfixOpened,
  HotfixRecorded,
  HotfixSeverityChanged,
  newEvent,
  PostMortemWritten,
} from '@assay/contracts';
import type { Decider, Decision } from '@assay/event-store';
import { dueAt, needsPostMortem, nextEscalation } from './hotfix-clock.fold.js';
import type {
  ChangeSeverity,
  CloseHotfix,
  ComeDue,
  EscalateHotfix,
  HotfixCommand,
  OpenHotfix,
  WritePostMortem,
} from './hotfix-command.js';
import { deploy } from './hotfix-deploy.decider.js';
import { evolveHotfix } from './hotfix-evolve.fold.js';
import type { HotfixRefusal } from './hotfix-refusal.js';
import type { HotfixState, KnownHotfix } from './hotfix-state.js';
import { missingIn, NO_HOTFIX } from './hotfix-state.js';

type Outcome = Decision<HotfixEvent, HotfixRefusal>;

const accept = (...events: HotfixEvent[]): Outcome => ({ outcome: 'accepted', events });
const refuse = (refusal: HotfixRefusal): Outcome => ({ outcome: 'refused', refusal });

function open({ metadata, title, severity, broken, because }: OpenHotfix, state: HotfixState): Outcome {
  if (state.status !== 'absent') return refuse({ code: 'HOTFIX_EXISTS', title: state.title });
  const clocked = { severity, openedAt: metadata.time, release: null };
  const cause = because === undefined ? {} : { because };
  const data = { title, severity, broken, dueAt: dueAt(clocked), ...cause };
  return accept(newEvent(HotfixOpened, metadata, data));
}

function changeSeverity({ metadata, severity, reason }: ChangeSeverity, state: KnownHotfix): Outcome {
  if (severity === state.severity) return refuse({ code: 'SEVERITY_UNCHANGED', severity });
  const data = { severity, dueAt: dueAt({ ...state, severity }), reason };
  return accept(newEvent(HotfixSeverityChanged, metadata, data));
}

function escalate({ metadata }: EscalateHotfix, state: KnownHotfix): Outcome {
  const { status, severity, escalations, title } = state;
  if (status !== 'open') return refuse({ code: 'NOT_OVERDUE', at: null });
  const next = nextEscalation(state, escalations);
  if (next === undefined || Date.parse(next.at) > Date.parse(metadata.time))
    return refuse({ code: 'NOT_OVERDUE', at: next?.at ?? null });
  const due = dueAt(state) ?? next.at;
  return accept(newEvent(HotfixEscalated, metadata, { title, severity, dueAt: due, level: next.level }));
}

function comeDue({ metadata, release, at }: ComeDue, state: KnownHotfix): Outcome {
  const { status, severity, release: before, openedAt, title } = state;
  const isAwaited = status === 'open' && severity === 'P4' && before === null;
  if (!isAwaited || Date.parse(at) <= Date.parse(openedAt)) return refuse({ code: 'NOT_DUE_WITH_RELEASE' });
  return accept(newEvent(HotfixCameDue, metadata, { title, release, dueAt: at }));
}

function writePostMortem({ metadata, postMortem }: WritePostMortem, state: KnownHotfix): Outcome {
  return state.postMortem === null
    ? accept(newEvent(PostMortemWritten, metadata, postMortem))
    : refuse({ code: 'POST_MORTEM_WRITTEN' });
}

/** What has to be done before it is over as fixed. */
function unfinished(state: KnownHotfix): HotfixRefusal | undefined {
  const { status, worst, postMortem } = state;
  if (status !== 'deployed') return { code: 'HOTFIX_NOT_DEPLOYED', status };
  const missing = missingIn(state);
  if (missing.length > 0) return { code: 'HOTFIX_INCOMPLETE', missing };
  return needsPostMortem(worst) && postMortem === null ? { code: 'POST_MORTEM_DUE', worst } : undefined;
}

function close({ metadata, resolution, reason }: CloseHotfix, state: KnownHotfix): Outcome {
  if (resolution === 'cancelled' && state.deployments.length > 0) return refuse({ code: 'HOTFIX_DEPLOYED' });
  const wrong = resolution === 'fixed' ? unfinished(state) : undefined;
  return wrong === undefined
    ? accept(newEvent(HotfixClosed, metadata, { resolution, reason }))
    : refuse(wrong);
}

function decideKnown(command: Exclude<HotfixCommand, OpenHotfix>, state: KnownHotfix): Outcome {
  switch (command.type) {
    case 'RecordHotfix':
      return accept(newEvent(HotfixRecorded, command.metadata, command.record));
    case 'ChangeSeverity':
      return changeSeverity(command, state);
    case 'ComeDue':
      return comeDue(command, state);
    case 'EscalateHotfix':
      return escalate(command, state);
    case 'DeployHotfix':
      return deploy(command, state);
    case 'WritePostMortem':
      return writePostMortem(command, state);
    case 'CloseHotfix':
      return close(command, state);
  }
}

function decide(command: HotfixCommand, state: HotfixState): Outcome {
  if (command.type === 'OpenHotfix') return open(command, state);
  if (state.status === 'absent') return refuse({ code: 'HOTFIX_NOT_FOUND' });
  return state.status === 'closed' ? refuse({ code: 'HOTFIX_CLOSED' }) : decideKnown(command, state);
}

/** One hotfix: open → deployed → closed, with a clock until it is deployed. */
export const hotfixDecider: Decider<HotfixState, HotfixCommand, HotfixEvent, HotfixRefusal> = {
  initial: NO_HOTFIX,
  evolve: evolveHotfix,
  decide,
};
