import type { ReleaseEnvironment, ReleaseEvent } from '@assay/contracts';
import type { ExistingRelease, LiveRelease, ReleaseDesign, ReleaseState } from './release-state.js';
import { isLive, progressedMs } from './release-state.js';

interface Step {
  readonly activation: string;
  readonly environment: ReleaseEnvironment;
  readonly trafficPercent: number;
}

const allOf = (features: readonly string[], enabled: boolean): Readonly<Record<string, boolean>> =>
  Object.fromEntries(features.map((feature) => [feature, enabled]));

const created = (design: ReleaseDesign, createdAt: string): ReleaseState => ({
  status: 'planned',
  design,
  createdAt,
  autoRollback: design.autoRollback,
  features: allOf(design.features, true),
});

const base = ({ design, createdAt, autoRollback, features }: ExistingRelease) => ({
  ...{ design, createdAt, autoRollback, features },
});

const serving = (release: ExistingRelease, step: Step, time: string): LiveRelease => ({
  ...base(release),
  status: 'in_progress',
  ...step,
  since: time,
  progressedMs: 0,
  progressingSince: time,
  withheld: null,
});

const off = (release: ExistingRelease): ExistingRelease => ({
  ...release,
  features: allOf(Object.keys(release.features), false),
});

function moved(release: LiveRelease, event: ReleaseEvent): ReleaseState {
  switch (event.type) {
    case 'ReleaseAdvanced':
    case 'ReleasePromoted': {
      const { activation, trafficPercent } = event.data;
      const environment = 'environment' in event.data ? event.data.environment : release.environment;
      return serving(release, { activation, environment, trafficPercent }, event.time);
    }
    case 'ReleasePaused': {
      const paused = { pausedAt: event.time, reason: event.data.reason };
      return { ...release, status: 'paused', ...paused, progressedMs: progressedMs(release, event.time) };
    }
    case 'ReleaseResumed': {
      const { activation, environment, trafficPercent, since } = release;
      const resumed = serving(release, { activation, environment, trafficPercent }, event.time);
      return { ...resumed, since, progressedMs: release.progressedMs, withheld: release.withheld };
    }
    case 'ReleaseRollbackWithheld': {
      const { trigger, reason, evidence } = event.data;
      return { ...release, withheld: { trigger, reason, evidence, at: event.time } };
    }
    default:
      return release;
  }
}

function switched(release: ExistingRelease, feature: string, enabled: boolean): ExistingRelease {
  return { ...release, features: { ...release.features, [feature]: enabled } };
}

function changed(release: ExistingRelease, event: ReleaseEvent): ReleaseState {
  switch (event.type) {
    case 'ReleaseStarted': {
      const { activation, environment, trafficPercent, features } = event.data;
      const known = off(release);
      const on = { ...known, features: { ...known.features, ...allOf(features, true) } };
      return serving(on, { activation, environment, trafficPercent }, event.time);
    }
    case 'ReleaseRolledBack': {
      const { activation, automatic, trigger, reason, evidence } = event.data;
      const facts = { automatic, trigger, reason, evidence };
      return { ...base(off(release)), status: 'rolled_back', activation, since: event.time, ...facts };
    }
    case 'ReleaseAborted': {
      const { activation, reason } = event.data;
      return { ...base(off(release)), status: 'aborted', activation, since: event.time, reason };
    }
    case 'ReleaseCompleted':
      return { ...base(release), status: 'completed', activation: event.data.activation, since: event.time };
    case 'ReleaseFeatureEnabled':
    case 'ReleaseFeatureDisabled':
      return switched(release, event.data.feature, event.type === 'ReleaseFeatureEnabled');
    case 'ReleaseAutoRollbackSet':
      return { ...release, autoRollback: event.data.enabled };
    default:
      return isLive(release) ? moved(release, event) : release;
  }
}

/** The state after one more event; an event that cannot follow leaves the state as it is. */
export function evolve(state: ReleaseState, event: ReleaseEvent): ReleaseState {
  if (event.type === 'ReleaseCreated') return created(event.data, event.time);
  return state.status === 'absent' ? state : changed(state, event);
}
