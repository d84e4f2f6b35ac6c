import type { RolloutEvent } from '@assay/contracts';
import { DEFAULT_TIERS } from '@assay/contracts';
import { changedAudience } from './audience/audience.js';
import { recorded } from './history/recorded.js';
import { progressedMs } from './progressed.js';
import type { Existing, ExistingRollout, InProgress, Planned, RolloutState } from './rollout-state.js';
import { keptVersions, withVersion } from './versions/rollout-version.js';

type EventNamed<Type extends RolloutEvent['type']> = Extract<RolloutEvent, { type: Type }>;

/** Outcomes of rollouts that were created before versions had names. */
const FIRST = { number: 1, name: '1' };
const MOST_SIGNALS = 100;

function created({ data, time }: EventNamed<'RolloutCreated'>): Planned {
  const { tiers = [...DEFAULT_TIERS], triggers = [], version = FIRST.name, ...design } = data;
  const first = { number: 1, name: version, publishedAt: time };
  return {
    status: 'planned',
    design: { ...design, tiers, triggers },
    createdAt: time,
    versions: [{ ...first, servedSince: null, liveSince: null, bad: null }],
    ...{ live: null, schedule: null, signals: [], history: [] },
  };
}

/** What stays whatever happens. */
const existing = ({ design, createdAt, versions, live, schedule, signals, history }: Existing): Existing => ({
  ...{ design, createdAt, versions, live, schedule, signals, history },
});

function started(state: ExistingRollout, { data, time }: EventNamed<'RolloutStarted'>): InProgress {
  const { activation, tier, percentage, version = FIRST } = data;
  const versions = withVersion(state.versions, version.number, { servedSince: time, bad: null });
  return {
    ...existing(state),
    ...{ status: 'in_progress', activation, since: time, version, tier, percentage, progressedMs: 0 },
    ...{ versions, schedule: null },
  };
}

function advanced(state: ExistingRollout, { data, time }: EventNamed<'RolloutAdvanced'>): ExistingRollout {
  const { activation, tier, percentage, scheduledStep } = data;
  const { schedule } = state;
  const version = ('version' in state ? state.version : undefined) ?? FIRST;
  return {
    ...existing(state),
    ...{ status: 'in_progress', activation, since: time, version, tier, percentage, progressedMs: 0 },
    schedule: schedule && { ...schedule, done: scheduledStep ?? schedule.done, refused: null },
  };
}

function resumed(state: ExistingRollout, { data, time }: EventNamed<'RolloutResumed'>): ExistingRollout {
  const { activation, tier, percentage } = data;
  const version = ('version' in state ? state.version : undefined) ?? FIRST;
  const before = 'progressedMs' in state ? state.progressedMs : 0;
  return {
    ...existing(state),
    ...{ status: 'in_progress', activation, since: time, version, tier, percentage, progressedMs: before },
  };
}

function paused(state: ExistingRollout, { data, time }: EventNamed<'RolloutPaused'>): ExistingRollout {
  if (state.status !== 'in_progress') return state;
  const { certificate: _proof, ...why } = data;
  return {
    ...state,
    ...{ status: 'paused', pausedAt: time, ...why },
    progressedMs: progressedMs(state, time),
  };
}

function completed(state: ExistingRollout, { data, time }: EventNamed<'RolloutCompleted'>): ExistingRollout {
  const { activation } = data;
  const version = ('version' in state ? state.version : undefined) ?? FIRST;
  const tier = state.design.tiers.at(-1)?.key ?? '';
  return {
    ...existing(state),
    ...{ status: 'completed', activation, since: time, version, tier, percentage: 100 },
    versions: withVersion(state.versions, version.number, { liveSince: time }),
    live: { version, activation },
    schedule: null,
  };
}

function rolledBack(
  state: ExistingRollout,
  { data, time }: EventNamed<'RolloutRolledBack'>,
): ExistingRollout {
  const { activation, serving, certificate: _proof, offsets: _read, ...why } = data;
  const bad = withVersion(state.versions, data.version?.number, { bad: { at: time, reason: data.reason } });
  return {
    ...existing(state),
    ...{ status: 'rolled_back', activation, since: time, ...why },
    versions: withVersion(bad, serving?.number, { servedSince: time }),
    live: serving === undefined ? null : { version: serving, activation },
    schedule: null,
  };
}

function published(
  state: ExistingRollout,
  { data, time }: EventNamed<'RolloutVersionPublished'>,
): ExistingRollout {
  const { version: number, ...rest } = data;
  const fresh = { number, ...rest, publishedAt: time, servedSince: null, liveSince: null, bad: null };
  const served = [state.live?.version.number, 'version' in state ? state.version?.number : undefined];
  const versions = keptVersions(
    [...state.versions, fresh],
    time,
    served.filter((one) => one !== undefined),
  );
  return { ...state, versions };
}

function refused(
  state: ExistingRollout,
  { data: { step, code, unmet } }: EventNamed<'RolloutStepRefused'>,
): ExistingRollout {
  const { schedule } = state;
  if (schedule === null) return state;
  const at = schedule.steps[step - 1]?.at ?? '';
  return { ...state, schedule: { ...schedule, done: step, refused: { step, at, code, unmet } } };
}

function next(state: ExistingRollout, event: RolloutEvent): ExistingRollout {
  switch (event.type) {
    case 'RolloutCreated':
      return created(event);
    case 'RolloutStarted':
      return started(state, event);
    case 'RolloutAdvanced':
      return advanced(state, event);
    case 'RolloutPaused':
      return paused(state, event);
    case 'RolloutResumed':
      return resumed(state, event);
    case 'RolloutCompleted':
      return completed(state, event);
    case 'RolloutRolledBack':
      return rolledBack(state, event);
    case 'RolloutVersionPublished':
      return published(state, event);
    case 'RolloutAdvanceScheduled':
      return { ...state, schedule: { id: event.id, steps: event.data.steps, done: 0, refused: null } };
    case 'RolloutScheduleCancelled':
      return { ...state, schedule: null };
    case 'RolloutAudienceChanged':
      return { ...state, design: { ...state.design, ...changedAudience(state.design, event.data) } };
    case 'RolloutStepRefused':
      return refused(state, event);
    case 'RolloutSignalReceived':
      return { ...state, signals: [...state.signals, event.data.id].slice(-MOST_SIGNALS) };
    case 'RolloutHotfixNeeded':
      return state;
  }
}

/** The state after one more event; an event that cannot follow leaves the state as it is. */
export function evolve(state: RolloutState, event: RolloutEvent): RolloutState {
  if (event.type === 'RolloutCreated') return created(event);
  if (state.status === 'absent') return state;
  const after = next(state, event);
  return { ...after, history: recorded(after, event.type) };
}
