import type { ReleaseEvidence } from '@assay/contracts';
import type { LiveRelease } from './release-state.js';
import { progressedMs } from './release-state.js';

/** One reason why a release does not go on, with what was seen and what would be right. */
export interface UnmetCondition {
  readonly name: 'status' | 'health' | 'hoursInStep';
  readonly value: number | string;
  readonly required: string;
}

const MS_PER_HOUR = 3_600_000;

/** Without stable traffic there is nothing to be healthier than: then compliance is enough. */
const isGood = ({ recommendation, score, analysis }: ReleaseEvidence): boolean =>
  recommendation === 'HEALTHY' || (recommendation === 'MONITOR' && score === null && analysis === null);

/**
 * Which conditions stand against the next step of a release?
 * @param evidence what its outcomes of the window say
 * @param now ISO time
 */
export function unmetConditions(
  release: LiveRelease,
  evidence: ReleaseEvidence,
  now: string,
): readonly UnmetCondition[] {
  const { holdHours } = release.design;
  const hours = progressedMs(release, now) / MS_PER_HOUR;
  const unmet: UnmetCondition[] = [];
  if (release.status === 'paused') unmet.push({ name: 'status', value: 'paused', required: 'in_progress' });
  if (!isGood(evidence)) unmet.push({ name: 'health', value: evidence.recommendation, required: 'HEALTHY' });
  if (hours < holdHours)
    unmet.push({ name: 'hoursInStep', value: hours, required: `at least ${String(holdHours)} hours` });
  return unmet;
}

/** The condition as a sentence; hours are cut to hundredths, never up to what is required. */
export const describeCondition = ({ name, value, required }: UnmetCondition): string =>
  `${name} is ${typeof value === 'number' ? `${String(Math.floor(value * 100) / 100)} hours` : value}, required ${required}`;
