import type { ReleaseEnvironment, ReleaseEvidence } from '@assay/contracts';
import type { ExistingRelease, LiveRelease, ReleaseDesign, RolledBack } from '../release/release-state.js';
import { enabledFeatures, isLive } from '../release/release-state.js';
import type { UnmetCondition } from '../release/release-conditions.fold.js';
import { holdOf, unmetConditions } from '../release/release-conditions.fold.js';
import type { Health } from '../release-health/assess-health.fold.js';
import { errorRateOf } from '../release-health/assess-health.fold.js';
import type { Assessment } from '../release-health/evidence-of.fold.js';

/** A release as it stands. */
export interface ReleaseSummary {
  readonly key: string;
  readonly name: string;
  readonly version: string;
  readonly stableVersion: string | null;
  readonly status: ExistingRelease['status'];
  readonly environment: ReleaseEnvironment;
  /** Share of production's traffic that the version gets. */
  readonly trafficPercent: number;
  /** The next step of the ramp; null where there is none. */
  readonly nextTrafficPercent: number | null;
  readonly featureFlags: Readonly<Record<string, boolean>>;
  readonly enabledFeatures: readonly string[];
  readonly activation: string | null;
  readonly since: string | null;
  readonly createdAt: string;
  readonly autoRollback: boolean;
  readonly settings: Omit<
    ReleaseDesign,
    'key' | 'name' | 'version' | 'stableVersion' | 'features' | 'autoRollback'
  >;
  readonly paused: { readonly reason: string; readonly pausedAt: string } | null;
  readonly lastRollback: Pick<RolledBack, 'trigger' | 'reason' | 'automatic' | 'evidence' | 'since'> | null;
  /** A rollback that did not happen because autoRollback is off. */
  readonly withheldRollback: LiveRelease['withheld'];
}

/** What the outcomes of the window say. */
export interface HealthView {
  readonly recommendation: Health['recommendation'];
  readonly healthScore: number | null;
  readonly parts: Health['parts'];
  readonly canaryErrorRate: number | null;
  readonly productionErrorRate: number | null;
  readonly canaryP99LatencyMs: number | null;
  readonly productionP99LatencyMs: number | null;
  readonly outcomes: { readonly canary: number; readonly stable: number; readonly minimum: number };
  readonly compliance: Health['compliance'] & { readonly slo: number; readonly isMet: boolean | null };
  readonly window: { readonly from: string; readonly to: string };
  readonly breach: Health['breach'];
  readonly analysis: ReleaseEvidence['analysis'];
}

export interface ReleaseView extends ReleaseSummary {
  /** Null where the version has no traffic. */
  readonly health: HealthView | null;
  /** What stands against the next step; empty where nothing does. */
  readonly whyNotAdvancing: readonly UnmetCondition[];
}

function shareOf(release: ExistingRelease): Pick<ReleaseSummary, 'environment' | 'trafficPercent'> {
  if (isLive(release)) return { environment: release.environment, trafficPercent: release.trafficPercent };
  return { environment: 'production', trafficPercent: release.status === 'completed' ? 100 : 0 };
}

function nextStep(release: ExistingRelease): number | null {
  if (!isLive(release) || release.environment !== 'canary') return null;
  return release.design.ramp.find((share) => share > release.trafficPercent) ?? null;
}

function rollbackOf(release: ExistingRelease): ReleaseSummary['lastRollback'] {
  if (release.status !== 'rolled_back') return null;
  const { trigger, reason, automatic, evidence, since } = release;
  return { trigger, reason, automatic, evidence, since };
}

export function summaryOf(release: ExistingRelease): ReleaseSummary {
  const {
    key,
    name,
    version,
    stableVersion,
    features: _features,
    autoRollback: _initially,
    ...settings
  } = release.design;
  return {
    ...{ key, name, version, stableVersion },
    status: release.status,
    ...shareOf(release),
    nextTrafficPercent: nextStep(release),
    featureFlags: release.features,
    enabledFeatures: enabledFeatures(release),
    activation: 'activation' in release ? release.activation : null,
    since: 'since' in release ? release.since : null,
    createdAt: release.createdAt,
    autoRollback: release.autoRollback,
    settings,
    paused: release.status === 'paused' ? { reason: release.reason, pausedAt: release.pausedAt } : null,
    lastRollback: rollbackOf(release),
    withheldRollback: isLive(release) ? release.withheld : null,
  };
}

export function healthViewOf({ health, evidence }: Assessment): HealthView {
  const { canary, stable, slo, from, to } = evidence;
  const known = Object.values(health.compliance).filter((value) => value !== null);
  return {
    recommendation: health.recommendation,
    healthScore: health.score,
    parts: health.parts,
    canaryErrorRate: errorRateOf(canary),
    productionErrorRate: errorRateOf(stable),
    canaryP99LatencyMs: canary.p99Ms,
    productionP99LatencyMs: stable.p99Ms,
    outcomes: { canary: canary.outcomes, stable: stable.outcomes, minimum: evidence.minOutcomes },
    compliance: {
      ...health.compliance,
      slo,
      isMet: known.length === 0 ? null : known.every((value) => value >= slo),
    },
    window: { from, to },
    breach: health.breach,
    analysis: evidence.analysis,
  };
}

/** @param assessment of a release whose version has traffic */
export function viewOf(
  release: ExistingRelease,
  assessment: Assessment | undefined,
  now: string,
): ReleaseView {
  const summary = summaryOf(release);
  if (assessment === undefined || !isLive(release)) return { ...summary, health: null, whyNotAdvancing: [] };
  const whyNotAdvancing = unmetConditions(holdOf(release, now), assessment.evidence);
  return { ...summary, health: healthViewOf(assessment), whyNotAdvancing };
}
