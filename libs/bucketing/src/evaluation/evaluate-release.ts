import type { ReleaseDefinition, ReleaseStage } from '../definition/release-definition.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import type { ExperimentInput } from './evaluation.js';
import type { ReleaseEvaluation, ReleaseInput, ReleaseReason } from './release-evaluation.js';
import { releasePlace } from './release-place.js';
import type { LastRule, Rule, RuleSet } from './rules.js';
import { firstAnswer } from './rules.js';

export interface ReleaseQuestion {
  readonly release: ReleaseDefinition;
  readonly input: ReleaseInput;
}

type ReleaseRule = Rule<ReleaseQuestion, ReleaseEvaluation>;

interface Answer {
  readonly enabled: boolean;
  readonly reason: ReleaseReason;
  readonly environment?: ReleaseStage;
}

const isLive = ({ status }: ReleaseDefinition): boolean => status === 'in_progress' || status === 'paused';

function answer(
  release: ReleaseDefinition,
  { enabled, reason, environment = 'production' }: Answer,
): ReleaseEvaluation {
  const { key, percentage, activation, revision, stableVersion, features } = release;
  const version = enabled ? release.version : stableVersion;
  return {
    kind: 'release',
    key,
    enabled,
    reason,
    percentage,
    activation: isLive(release) ? activation : null,
    revision,
    ...(version === null ? {} : { version }),
    routing: {
      environment,
      side: enabled && isLive(release) ? 'canary' : 'stable',
      features: enabled ? features.join() : '',
    },
  };
}

const WITHOUT_TRAFFIC = {
  planned: 'not_started',
  rolled_back: 'rolled_back',
  aborted: 'aborted',
} as const;

export const started: ReleaseRule = {
  decide({ release }) {
    const { status } = release;
    if (status !== 'planned' && status !== 'rolled_back' && status !== 'aborted') return undefined;
    return answer(release, { enabled: false, reason: WITHOUT_TRAFFIC[status] });
  },
};

export const completed: ReleaseRule = {
  decide: ({ release }) =>
    release.status === 'completed' ? answer(release, { enabled: true, reason: 'completed' }) : undefined,
};

export const routingKeyGiven: ReleaseRule = {
  decide: ({ release, input }) =>
    input.routingKey === '' ? answer(release, { enabled: false, reason: 'unit_missing' }) : undefined,
};

export const production: ReleaseRule = {
  decide: ({ release }) =>
    release.environment === 'production'
      ? answer(release, { enabled: true, reason: 'in_production' })
      : undefined,
};

// A canary takes traffic of production only; in staging the version meets that of staging only.
export const traffic: ReleaseRule = {
  decide({ release, input }) {
    const isStaging = input.environment === 'staging';
    if (release.environment === 'staging' && isStaging)
      return answer(release, { enabled: true, reason: 'in_staging', environment: 'staging' });
    return release.environment === 'staging' || isStaging
      ? answer(release, { enabled: false, reason: 'other_traffic' })
      : undefined;
  },
};

export const digestGiven: ReleaseRule = {
  decide: ({ release, input }) =>
    input.digest === undefined ? answer(release, { enabled: false, reason: 'digest_missing' }) : undefined,
};

export const placeIn = ({ routingKey, digest }: ReleaseInput): number =>
  digest === undefined ? Infinity : releasePlace(digest(routingKey));

export const canary: LastRule<ReleaseQuestion, ReleaseEvaluation> = {
  decide({ release, input }) {
    const enabled = placeIn(input) < release.percentage;
    const environment = enabled ? 'canary' : 'production';
    return answer(release, { enabled, reason: 'percentage', environment });
  },
};

export const RELEASE_RULES: RuleSet<ReleaseQuestion, ReleaseEvaluation> = {
  rules: [started, completed, routingKeyGiven, production, traffic, digestGiven],
  otherwise: canary,
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/**
 * What a release asks of a context: the value of its routing key, which for users is the unit, and for sessions and
 * requests the attribute of that name, or the unit where there is none; and whether it is traffic of staging.
 */
export function releaseInput(
  { routingKey: name }: ReleaseDefinition,
  { unit, attributes = {} }: ExperimentInput,
  { digest }: Pick<Snapshot, 'digest'>,
): ReleaseInput {
  const named = name === 'user' ? unit : attributes[name];
  const environment = attributes['environment'] === 'staging' ? 'staging' : 'production';
  return { routingKey: isText(named) ? named : unit, environment, digest };
}

/**
 * Does a request meet the new version of a release, and why? Nobody does before it starts, after a rollback and when
 * it was given up, everybody when it is complete or in production; in staging the traffic of staging does, and of a
 * canary the share of production's traffic whose place (0–99) is below the percentage. Who is in stays in as the share
 * grows. Never throws.
 * @param release the compiled release
 * @param input the routing key's value, and what traffic it is
 * @see https://martinfowler.com/bliki/CanaryRelease.html for canary releases
 * @example evaluateRelease(release, { routingKey: 'user-123', digest: sha256Hex }).routing.side // 'canary'
 */
export const evaluateRelease = (release: ReleaseDefinition, input: ReleaseInput): ReleaseEvaluation =>
  firstAnswer(RELEASE_RULES, { release, input });
