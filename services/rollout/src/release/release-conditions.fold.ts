import type { ReleaseEnvironment, ReleaseEvidence } from '@assay/contracts';
import type { LiveRelease } from './release-state.js';
import { progressedMs } from './release-state.js';

/** One reason why a release does not go on, with what was seen and what would be right. */
export interface UnmetCondition {
  readonly name: 'status' | 'health' | 'hoursInStep';
  readonly value: number | string;
  readonly required: string;
}

/** How long it has gone on in its step, and how long it should. */
export interface Hold {
  readonly status: LiveRelease['status'];
  readonly progressedMs: number;
  readonly holdHours: number;
}

/** What is to be done with a release. */
export interface WantedStep {
  readonly asked: 'advance' | 'promote' | 'complete';
  /** Of a promotion. */
  readonly target: ReleaseEnvironment | null;
  /** Whatever the conditions say. */
  readonly isOverridden: boolean;
}

const MS_PER_HOUR = 3_600_000;

export const hoursInStep = ({ progressedMs }: Pick<Hold, 'progressedMs'>): number =>
  progressedMs / MS_PER_HOUR;

/** The share of the traffic that follows on the ramp. */
export const nextShare = ({
  ramp,
  trafficPercent,
}: {
  readonly ramp: readonly number[];
  readonly trafficPercent: number;
}): number | undefined => ramp.find((share) => share > trafficPercent);

export const holdOf = (release: LiveRelease, now: string): Hold => ({
  status: release.status,
  progressedMs: progressedMs(release, now),
  holdHours: release.design.holdHours,
});

type Seen = Pick<ReleaseEvidence, 'recommendation' | 'score' | 'analysis'>;

/** Without stable traffic there is nothing to be healthier than: then compliance is enough. */
const isGood = ({ recommendation, score, analysis }: Seen): boolean =>
  recommendation === 'HEALTHY' || (recommendation === 'MONITOR' && score === null && analysis === null);

/**
 * Which conditions stand against the next step of a release?
 * @param seen what its outcomes of the window say
 */
export function unmetConditions(hold: Hold, seen: Seen): readonly UnmetCondition[] {
  const { status, holdHours } = hold;
  const hours = hoursInStep(hold);
  const unmet: UnmetCondition[] = [];
  if (status === 'paused') unmet.push({ name: 'status', value: 'paused', required: 'in_progress' });
  if (!isGood(seen)) unmet.push({ name: 'health', value: seen.recommendation, required: 'HEALTHY' });
  if (hours < holdHours)
    unmet.push({ name: 'hoursInStep', value: hours, required: `at least ${String(holdHours)} hours` });
  return unmet;
}

/** From canary to production at once: only where somebody says why. */
export const skipsStaging = (environment: ReleaseEnvironment, target: ReleaseEnvironment | null): boolean =>
  environment === 'canary' && target === 'production';

/** Do unmet conditions stop a step? Who paused it did so on purpose: an override does not reach it. */
export const isStopped = (
  { isOverridden }: Pick<WantedStep, 'isOverridden'>,
  { status }: Pick<Hold, 'status'>,
  unmet: readonly UnmetCondition[],
): boolean => unmet.length > 0 && (!isOverridden || status === 'paused');

/** The condition as a sentence; hours are cut to hundredths, never up to what is required. */
export const describeCondition = ({ name, value, required }: UnmetCondition): string =>
  `${name} is ${typeof value === 'number' ? `${String(Math.floor(value * 100) / 100)} hours` : value}, required ${required}`;
