import type { ReleaseEnvironment } from '@assay/contracts';
import type { ExistingRelease, LiveRelease } from '../release/release-state.js';
import { enabledFeatures, isLive } from '../release/release-state.js';
import { placeOf } from './place.fold.js';

export interface RoutingQuestion {
  /** Value of the routing key that the release names: a user, a session or a request. */
  readonly routingKey: string;
  /** What traffic it is; production when not given. */
  readonly environment?: 'production' | 'staging' | undefined;
}

/** Where a request goes, with what outcomes of it should carry. */
export interface RoutingDecision {
  readonly targetEnvironment: ReleaseEnvironment;
  readonly isCanary: boolean;
  readonly enabledFeatures: readonly string[];
  readonly reason: string;
  /** Null where nobody said which version is the stable one. */
  readonly version: string | null;
  /** Send it back with outcomes, as the activation. */
  readonly side: 'canary' | 'stable';
  readonly activation: string | null;
}

interface Answer {
  readonly target: ReleaseEnvironment;
  readonly isNew: boolean;
  readonly reason: string;
}

function inCanary({ trafficPercent }: LiveRelease, question: RoutingQuestion): Answer {
  if (question.environment === 'staging')
    return { target: 'production', isNew: false, reason: 'the canary takes traffic of production only' };
  const place = placeOf(question.routingKey);
  const isNew = place < trafficPercent;
  const relation = isNew ? 'is below' : 'is not below';
  const reason = `place ${String(place)} ${relation} the canary's ${String(trafficPercent)} %`;
  return { target: isNew ? 'canary' : 'production', isNew, reason };
}

function whileLive(release: LiveRelease, question: RoutingQuestion): Answer {
  switch (release.environment) {
    case 'canary':
      return inCanary(release, question);
    case 'staging':
      return question.environment === 'staging'
        ? { target: 'staging', isNew: true, reason: 'traffic of staging, where the version is' }
        : { target: 'production', isNew: false, reason: 'the version is in staging only' };
    case 'production':
      return { target: 'production', isNew: true, reason: 'the version is in production' };
  }
}

const WITHOUT_TRAFFIC = {
  planned: 'the release has not started',
  rolled_back: 'the release was rolled back',
  aborted: 'the release was given up',
} as const;

function answerOf(release: ExistingRelease, question: RoutingQuestion): Answer {
  if (isLive(release)) return whileLive(release, question);
  if (release.status === 'completed')
    return { target: 'production', isNew: true, reason: 'the release is complete' };
  return { target: 'production', isNew: false, reason: WITHOUT_TRAFFIC[release.status] };
}

/**
 * Where does a request go?
 *
 * By its routing key alone: the same key always goes the same way while the release stands as it does, and a key that
 * is in stays in as the share grows.
 * @see https://en.wikipedia.org/wiki/SHA-2
 */
export function routeRelease(release: ExistingRelease, question: RoutingQuestion): RoutingDecision {
  const { target, isNew, reason } = answerOf(release, question);
  return {
    targetEnvironment: target,
    isCanary: target === 'canary',
    enabledFeatures: isNew ? enabledFeatures(release) : [],
    reason,
    version: isNew ? release.design.version : release.design.stableVersion,
    side: isNew && isLive(release) ? 'canary' : 'stable',
    activation: isLive(release) ? release.activation : null,
  };
}
