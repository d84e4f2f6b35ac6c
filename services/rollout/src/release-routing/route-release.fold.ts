import type { ReleaseDefinition, ReleaseReason } from '@assay/bucketing';
import { evaluateRelease } from '@assay/bucketing';
import type { ReleaseEnvironment } from '@assay/contracts';
import type { ExistingRelease } from '../release/release-state.js';
import { enabledFeatures, isLive } from '../release/release-state.js';
import { placeOf, sha256 } from './place.fold.js';

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

/** The release as evaluation knows it, here and at gateways. */
function compileRelease(release: ExistingRelease): ReleaseDefinition {
  const { key, routingKey, version, stableVersion } = release.design;
  const live = isLive(release) ? release : undefined;
  return {
    ...{ kind: 'release', key, routingKey, version, stableVersion, revision: '' },
    status: release.status,
    environment: live?.environment ?? null,
    percentage: live?.trafficPercent ?? 0,
    features: enabledFeatures(release),
    activation: live?.activation ?? null,
  };
}

const IN_WORDS: Readonly<Partial<Record<ReleaseReason, string>>> = {
  not_started: 'the release has not started',
  rolled_back: 'the release was rolled back',
  aborted: 'the release was given up',
  completed: 'the release is complete',
  in_production: 'the version is in production',
  in_staging: 'traffic of staging, where the version is',
};

function otherTraffic({ environment }: ReleaseDefinition): string {
  return environment === 'staging'
    ? 'the version is in staging only'
    : 'the canary takes traffic of production only';
}

function besideShare(routingKey: string, isInside: boolean, percentage: number): string {
  const relation = isInside ? 'is below' : 'is not below';
  return `place ${String(placeOf(routingKey))} ${relation} the canary's ${String(percentage)} %`;
}

/**
 * Where does a request go?
 *
 * By its routing key alone: the same key always goes the same way while the release stands as it does, and a key that
 * is in stays in as the share grows.
 * @see https://en.wikipedia.org/wiki/SHA-2
 */
export function routeRelease(release: ExistingRelease, question: RoutingQuestion): RoutingDecision {
  const definition = compileRelease(release);
  const evaluation = evaluateRelease(definition, { ...question, digest: sha256 });
  const { enabled, reason, version, activation, routing } = evaluation;
  const words =
    IN_WORDS[reason] ??
    (reason === 'other_traffic'
      ? otherTraffic(definition)
      : besideShare(question.routingKey, enabled, definition.percentage));
  return {
    targetEnvironment: routing.environment,
    isCanary: routing.environment === 'canary',
    enabledFeatures: enabled ? definition.features : [],
    reason: words,
    version: version ?? null,
    side: routing.side,
    activation,
  };
}
