import type { Micros } from '../../engine/state/micros.js';
import { negative, plus } from '../../engine/state/micros.js';
import type { Figures, SlidingWindow } from '../model/trailing.js';
import type { FeatureDay } from './feature-day.js';

/** Whoever completes has used. */
export const isUse = ({ uses, completions }: FeatureDay): boolean => uses !== 0 || completions !== 0;

/**
 * What a unit did with a feature in a window. Whoever uses has seen: so shares never exceed one, also where the event
 * before was not sent or lies before the window. A unit that used it on two days has returned.
 */
export class FeatureWindow implements SlidingWindow<FeatureDay> {
  private readonly days = { saw: 0, used: 0, completed: 0, referred: 0, converted: 0 };
  private revenue: Micros = 0;

  enter(day: FeatureDay): void {
    this.count(day, 1);
    this.revenue = plus(this.revenue, day.revenue);
  }

  leave(day: FeatureDay): void {
    this.count(day, -1);
    this.revenue = plus(this.revenue, negative(day.revenue));
  }

  figures(): Figures {
    const { saw, used, completed, referred, converted } = this.days;
    return [
      ['saw', once(saw > 0)],
      ['used', once(used > 0)],
      ['completed', once(completed > 0)],
      ['returned', once(used > 1)],
      ['referred', once(used > 0 && referred > 0)],
      ['converted', once(converted > 0)],
      ['convertedUsers', once(used > 0 && converted > 0)],
      ['userRevenue', used > 0 ? this.revenue : 0],
    ];
  }

  private count(day: FeatureDay, step: 1 | -1): void {
    if (isUse(day)) this.days.used += step;
    if (isUse(day) || day.views !== 0) this.days.saw += step;
    if (day.completions !== 0) this.days.completed += step;
    if (day.referrals !== 0) this.days.referred += step;
    if (day.conversions !== 0) this.days.converted += step;
  }
}

const once = (holds: boolean): 0 | 1 => (holds ? 1 : 0);

/** The length of a window with the one before it: who used the feature in either. */
export const twoWindows = (span: number): number => 2 * span;
export const USED_IN_EITHER = 'usedInEither';
