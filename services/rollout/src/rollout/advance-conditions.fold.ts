import { shownNumber } from '@assay/contracts';
import type { OutcomeCounts } from '../health/outcome-counts.js';
import { errorRate, successRate } from '../health/outcome-counts.js';
import type { NeededRollout } from './needs/needed-rollout.js';
import { below } from './needs/needed-rollout.js';
import { progressedMs } from './progressed.js';
import type { InProgress, Paused, RolloutDesign } from './rollout-state.js';
import { lastTier, tierAfter } from './tiers.js';

/** One reason why a rollout does not advance, with what was seen and what would be right. */
export interface UnmetCondition {
  readonly name: 'status' | 'tier' | 'errorRate' | 'successRate' | 'hoursInTier' | `needs.${string}`;
  readonly value: number | string | null;
  readonly required: string;
}

/** What was seen when somebody asks whether it may go on. */
export interface Sight {
  /** Outcomes of the present activation. */
  readonly health: OutcomeCounts;
  readonly needs: readonly NeededRollout[];
  /** ISO time. */
  readonly now: string;
}

const MAX_ERROR_RATE = 0.05;
const MIN_SUCCESS_RATE = 0.95;
/** A tier that is left within a day has not seen a day’s course of use. */
export const LEAST_HOURS_IN_TIER = 24;
const MS_PER_HOUR = 3_600_000;

/** How long a rollout stays in a tier: as it was designed, and not less than what is demanded of designs by now. */
export const hoursNeeded = ({ minHoursInTier }: Pick<RolloutDesign, 'minHoursInTier'>): number =>
  Math.max(minHoursInTier, LEAST_HOURS_IN_TIER);

/** Rollouts that are on for fewer units than this one would be. */
export const unmetNeeds = (needs: readonly NeededRollout[], percentage: number): readonly UnmetCondition[] =>
  below(needs, percentage).map((needed) => ({
    name: `needs.${needed.rollout}`,
    value: needed.percentage,
    required: `at least ${String(percentage)} percent`,
  }));

/** Which conditions stand against the next tier? Rates that nobody has seen stand against it too. */
export function unmetConditions(
  rollout: InProgress | Paused,
  { health, needs, now }: Sight,
): readonly UnmetCondition[] {
  const errors = errorRate(health, rollout.design.errorThreshold.per);
  const successes = successRate(health);
  const hours = progressedMs(rollout, now) / MS_PER_HOUR;
  const needed = hoursNeeded(rollout.design);
  const next = tierAfter(rollout.design.tiers, rollout.tier)?.percentage ?? rollout.percentage;
  const conditions: readonly (UnmetCondition & { readonly met: boolean })[] = [
    {
      name: 'status',
      value: rollout.status,
      required: 'in_progress',
      met: rollout.status === 'in_progress',
    },
    {
      name: 'errorRate',
      value: errors,
      required: `below ${String(MAX_ERROR_RATE)}`,
      met: errors !== null && errors < MAX_ERROR_RATE,
    },
    {
      name: 'successRate',
      value: successes,
      required: `above ${String(MIN_SUCCESS_RATE)}`,
      met: successes !== null && successes > MIN_SUCCESS_RATE,
    },
    { name: 'hoursInTier', value: hours, required: `at least ${String(needed)} hours`, met: hours >= needed },
  ];
  const unmet = conditions.filter(({ met }) => !met);
  return [
    ...unmet.map(({ name, value, required }) => ({ name, value, required })),
    ...unmetNeeds(needs, next),
  ];
}

/** Which conditions stand against its completion? Those against a next tier, and every tier before the last. */
export function unmetToComplete(rollout: InProgress | Paused, sight: Sight): readonly UnmetCondition[] {
  const { tier, design } = rollout;
  const last = lastTier(design.tiers)?.key ?? '';
  const inLast: readonly UnmetCondition[] =
    tier === last ? [] : [{ name: 'tier', value: tier, required: last }];
  return [...inLast, ...unmetConditions(rollout, sight)];
}

/** The condition as a sentence; hours are cut to hundredths, never up to what is required. */
export const describeCondition = ({ name, value, required }: UnmetCondition): string =>
  `${name} is ${value === null ? 'unknown: no outcomes yet' : shown(name, value)}, required ${required}`;

/** All of them in one sentence; what several do not know is said once. */
export function describeConditions(unmet: readonly UnmetCondition[]): string {
  const unknown = unmet.filter(({ value }) => value === null);
  if (unknown.length < 2) return unmet.map(describeCondition).join('; ');
  const names = unknown.map(({ name }) => name).join(' and ');
  const required = unknown.map((one) => one.required).join(' and ');
  const together = `${names} are unknown: no outcomes yet, required ${required}`;
  return [together, ...unmet.filter(({ value }) => value !== null).map(describeCondition)].join('; ');
}

function shown(name: UnmetCondition['name'], value: string | number): string {
  if (typeof value !== 'number') return value;
  if (name === 'hoursInTier') return `${String(Math.floor(value * 100) / 100)} hours`;
  if (name.startsWith('needs.')) return `${String(value)} percent`;
  return shownNumber(value, name === 'errorRate' ? MAX_ERROR_RATE : MIN_SUCCESS_RATE);
}
