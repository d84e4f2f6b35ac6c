import type { GiveSlot } from './layer.decider.js';
import type { SlotDto } from './layer.dto.js';

/** What part of a layer a request asks for; ranges count where both are given. */
export const wantedOf = ({ percent = 0, ranges, reason }: SlotDto): Pick<GiveSlot, 'wanted' | 'reason'> => ({
  wanted: ranges === undefined ? { percent } : { ranges: ranges.map(({ from, to }) => ({ from, to })) },
  ...(reason === undefined ? {} : { reason }),
});
