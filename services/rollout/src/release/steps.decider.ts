import type { ReleaseEnvironment } from '@assay/contracts';
import {
  newEvent,
  ReleaseAdvanced,
  ReleaseCompleted,
  ReleasePromoted,
  ReleaseStarted,
} from '@assay/contracts';
import { seenIn } from '../release-certificate/observed-health.js';
import { stepRules } from '../release-certificate/step-certificate.js';
import type { WantedStep } from './release-conditions.fold.js';
import {
  describeCondition,
  holdOf,
  nextShare,
  skipsStaging,
  unmetConditions,
} from './release-conditions.fold.js';
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

function certified(release: LiveRelease, command: JudgedStep, wanted: WantedStep) {
  const { metadata, observed } = command;
  const { design, activation, environment, trafficPercent } = release;
  const hold = holdOf(release, metadata.time);
  const certificate = stepRules.certify({
    ...{ release: design.key, activation, environment, decidedAt: metadata.time },
    ...observed,
    ...wanted,
    ...{ trafficPercent, ramp: design.ramp },
    ...hold,
  });
  const evidence = seenIn(certificate).figures;
  return { certificate, evidence, unmet: unmetConditions(hold, evidence) };
}

export function advance(command: AdvanceRelease, state: ReleaseState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { environment, trafficPercent: current, design } = found.release;
  const { metadata, activation, override, automatic } = command;
  const stale = staleness(found.release, command);
  if (stale !== undefined) return refuse(stale);
  if (environment !== 'canary')
    return refuse({ code: 'WRONG_ENVIRONMENT', environment, asked: 'advance', allowed: ['canary'] });
  const next = nextShare({ ramp: design.ramp, trafficPercent: current });
  if (next === undefined) return refuse({ code: 'RAMP_ENDED', trafficPercent: current });
  const { trafficPercent = next } = command;
  if (trafficPercent !== next) return refuse({ code: 'STEP_SKIPPED', value: trafficPercent, next });
  const wanted = { asked: 'advance', target: null, isOverridden: override !== undefined } as const;
  const { certificate, evidence, unmet } = certified(found.release, command, wanted);
  if (certificate.verdict === 'stay') return refuse({ code: 'CONDITIONS_UNMET', unmet });
  const data = { activation, trafficPercent, evidence, certificate, automatic };
  return accept(
    newEvent(ReleaseAdvanced, metadata, { ...data, ...overridden(override, unmet.map(describeCondition)) }),
  );
}

export function promote(command: PromoteRelease, state: ReleaseState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { release } = found;
  const { environment: asked, activation, override, metadata } = command;
  const stale = staleness(release, command);
  if (stale !== undefined) return refuse(stale);
  const allowed = NEXT[release.environment];
  if (!allowed.includes(asked))
    return refuse({ code: 'WRONG_ENVIRONMENT', environment: release.environment, asked, allowed });
  const skips = skipsStaging(release.environment, asked);
  if (skips && override === undefined)
    return refuse({ code: 'OVERRIDE_REQUIRED', why: 'canary to production leaves out staging' });
  const wanted = { asked: 'promote', target: asked, isOverridden: override !== undefined } as const;
  const { certificate, evidence, unmet } = certified(release, command, wanted);
  if (certificate.verdict === 'stay') return refuse({ code: 'CONDITIONS_UNMET', unmet });
  const obstacles = [...(skips ? ['staging is left out'] : []), ...unmet.map(describeCondition)];
  const trafficPercent = asked === 'production' ? 100 : 0;
  const data = { activation, environment: asked, trafficPercent, evidence, certificate };
  return accept(newEvent(ReleasePromoted, metadata, { ...data, ...overridden(override, obstacles) }));
}

export function complete(command: CompleteRelease, state: ReleaseState): Outcome {
  const found = inStatus(state, 'in_progress');
  if ('refusal' in found) return refuse(found.refusal);
  const { release } = found;
  const { activation, override, metadata } = command;
  const stale = staleness(release, command);
  if (stale !== undefined) return refuse(stale);
  const { environment } = release;
  if (environment !== 'production')
    return refuse({ code: 'WRONG_ENVIRONMENT', environment, asked: 'complete', allowed: ['production'] });
  const wanted = { asked: 'complete', target: null, isOverridden: override !== undefined } as const;
  const { certificate, evidence, unmet } = certified(release, command, wanted);
  if (certificate.verdict === 'stay') return refuse({ code: 'CONDITIONS_UNMET', unmet });
  const data = { activation, evidence, certificate };
  return accept(
    newEvent(ReleaseCompleted, metadata, { ...data, ...overridden(override, unmet.map(describeCondition)) }),
  );
}
