import type { ReleaseEnvironment } from '@assay/contracts';
import {
  newEvent,
  ReleaseAdvanced,
  ReleaseCompleted,
  ReleasePromoted,
  ReleaseStarted,
} from '@assay/contracts';
import type { UnmetCondition } from './release-conditions.fold.js';
import { describeCondition, unmetConditions } from './release-conditions.fold.js';
import type {
  AdvanceRelease,
  CompleteRelease,
  Override,
  PromoteRelease,
  StartRelease,
} from './release-command.js';
import { accept, inStatus, refuse, type Outcome } from './release-decision.js';
import type { ReleaseRefusal } from './release-refusal.js';
import type { LiveRelease, Planned, ReleaseState, RolledBack } from './release-state.js';
import { enabledFeatures } from './release-state.js';

/** Where a version may go from an environment; the last one only with an override. */
const NEXT: Readonly<Record<ReleaseEnvironment, readonly ReleaseEnvironment[]>> = {
  canary: ['staging', 'production'],
  staging: ['production'],
  production: [],
};

const overridden = (override: Override | undefined, unmet: readonly string[]) =>
  override === undefined ? {} : { override: { reason: override.reason, unmet: [...unmet] } };

/** What keeps a release from its start, unless somebody overrides it. */
function obstacleToStart(release: Planned | RolledBack, environment: ReleaseEnvironment): string | undefined {
  if (release.status === 'rolled_back') return `version ${release.design.version} was rolled back`;
  return environment === 'production' ? 'production has not seen a canary of it' : undefined;
}

/** Which share of production's traffic a step of the canary has; other environments have none or all. */
function shareIn(
  environment: ReleaseEnvironment,
  ramp: readonly number[],
  asked: number | undefined,
): number | ReleaseRefusal {
  if (environment !== 'canary') return environment === 'staging' ? 0 : 100;
  const [first = 1] = ramp;
  const share = asked ?? first;
  return ramp.includes(share) ? share : { code: 'STEP_NOT_IN_RAMP', value: share, ramp };
}

export function start(command: StartRelease, state: ReleaseState): Outcome {
  const found = inStatus(state, 'planned', 'rolled_back');
  if ('refusal' in found) return refuse(found.refusal);
  const { environment, activation, override, metadata } = command;
  const { release } = found;
  const { design } = release;
  const trafficPercent = shareIn(environment, design.ramp, command.trafficPercent);
  if (typeof trafficPercent !== 'number') return refuse(trafficPercent);
  const why = obstacleToStart(release, environment);
  if (why !== undefined && override === undefined) return refuse({ code: 'OVERRIDE_REQUIRED', why });
  const features = release.status === 'planned' ? enabledFeatures(release) : design.features;
  const data = { activation, environment, trafficPercent, features: [...features] };
  return accept(
    newEvent(ReleaseStarted, metadata, { ...data, ...overridden(override, why === undefined ? [] : [why]) }),
  );
}

type JudgedStep = AdvanceRelease | PromoteRelease | CompleteRelease;

/** Whoever decided on what has changed meanwhile shall decide anew: two of them go one step, not two. */
const staleness = (
  { activation: current }: LiveRelease,
  { judged }: JudgedStep,
): ReleaseRefusal | undefined =>
  judged === current ? undefined : { code: 'STALE_ACTIVATION', activation: judged, current };

const unmetOf = (release: LiveRelease, { evidence, metadata }: JudgedStep): readonly UnmetCondition[] =>
  unmetConditions(release, evidence, metadata.time);

export function advance(command: AdvanceRelease, state: ReleaseState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { environment, trafficPercent: current, design } = found.release;
  const { metadata, activation, evidence, override, automatic } = command;
  const stale = staleness(found.release, command);
  if (stale !== undefined) return refuse(stale);
  if (environment !== 'canary')
    return refuse({ code: 'WRONG_ENVIRONMENT', environment, asked: 'advance', allowed: ['canary'] });
  const next = design.ramp.find((share) => share > current);
  if (next === undefined) return refuse({ code: 'RAMP_ENDED', trafficPercent: current });
  const { trafficPercent = next } = command;
  if (trafficPercent !== next) return refuse({ code: 'STEP_SKIPPED', value: trafficPercent, next });
  const unmet = unmetOf(found.release, command);
  if (unmet.length > 0 && (override === undefined || found.release.status === 'paused'))
    return refuse({ code: 'CONDITIONS_UNMET', unmet });
  const data = { activation, trafficPercent, evidence, automatic };
  return accept(
    newEvent(ReleaseAdvanced, metadata, { ...data, ...overridden(override, unmet.map(describeCondition)) }),
  );
}

const skipsStaging = ({ environment }: LiveRelease, next: ReleaseEnvironment): boolean =>
  environment === 'canary' && next === 'production';

export function promote(command: PromoteRelease, state: ReleaseState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { release } = found;
  const { environment: asked, activation, evidence, override, metadata } = command;
  const stale = staleness(release, command);
  if (stale !== undefined) return refuse(stale);
  const allowed = NEXT[release.environment];
  if (!allowed.includes(asked))
    return refuse({ code: 'WRONG_ENVIRONMENT', environment: release.environment, asked, allowed });
  const skips = skipsStaging(release, asked);
  if (skips && override === undefined)
    return refuse({ code: 'OVERRIDE_REQUIRED', why: 'canary to production leaves out staging' });
  const unmet = unmetOf(release, command);
  if (unmet.length > 0 && (override === undefined || release.status === 'paused'))
    return refuse({ code: 'CONDITIONS_UNMET', unmet });
  const obstacles = [...(skips ? ['staging is left out'] : []), ...unmet.map(describeCondition)];
  const trafficPercent = asked === 'production' ? 100 : 0;
  const data = { activation, environment: asked, trafficPercent, evidence };
  return accept(newEvent(ReleasePromoted, metadata, { ...data, ...overridden(override, obstacles) }));
}

export function complete(command: CompleteRelease, state: ReleaseState): Outcome {
  const found = inStatus(state, 'in_progress');
  if ('refusal' in found) return refuse(found.refusal);
  const { release } = found;
  const { activation, evidence, override, metadata } = command;
  const stale = staleness(release, command);
  if (stale !== undefined) return refuse(stale);
  if (release.environment !== 'production')
    return refuse({
      code: 'WRONG_ENVIRONMENT',
      environment: release.environment,
      asked: 'complete',
      allowed: ['production'],
    });
  const unmet = unmetOf(release, command);
  if (unmet.length > 0 && override === undefined) return refuse({ code: 'CONDITIONS_UNMET', unmet });
  return accept(
    newEvent(ReleaseCompleted, metadata, {
      activation,
      evidence,
      ...overridden(override, unmet.map(describeCondition)),
    }),
  );
}
