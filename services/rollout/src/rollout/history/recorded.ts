import { TIER_OFF } from '@assay/contracts';
import type { ExistingRollout } from '../rollout-state.js';
import type { ActivationRecord } from './activation-record.js';

const MOST_RECORDS = 100;

/** The history with the present activation, where that is a new one. */
export function recorded(rollout: ExistingRollout, by: string): readonly ActivationRecord[] {
  if (!('activation' in rollout)) return rollout.history;
  const { activation, since, history, live } = rollout;
  if (history.at(-1)?.activation === activation) return history;
  const isOff = rollout.status === 'rolled_back';
  const record: ActivationRecord = {
    ...{ activation, by, since },
    tier: isOff ? servedTier(rollout) : rollout.tier,
    percentage: isOff ? (live === null ? 0 : 100) : rollout.percentage,
    version: isOff ? (live?.version ?? null) : rollout.version,
  };
  return [...history, record].slice(-MOST_RECORDS);
}

/** The tier of what is served after a rollback: the last one, or off. */
export const servedTier = ({ live, design }: Pick<ExistingRollout, 'live' | 'design'>): string =>
  (live === null ? undefined : design.tiers.at(-1)?.key) ?? TIER_OFF;
