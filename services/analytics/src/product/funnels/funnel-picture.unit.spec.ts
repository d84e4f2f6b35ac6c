import { shareOf } from '../report/share.js';
import { funnelPicture } from './funnel-picture.js';
import type { FunnelReport } from './funnel-report.js';

const funnel = { key: 'buying', name: 'Buying', windowHours: 24 };
const step = (name: string, units: number, of: number) => ({
  ...{ step: 1, name, event: name, units, dropOff: null, conversionFromPrevious: null },
  conversionFromStart: shareOf(units, of, 'nobody began'),
});
const picture = (bought: number, began: number) =>
  funnelPicture({
    funnel,
    steps: [step('Cart', began, began), step('Bought', bought, began)],
    conversion: shareOf(bought, began, 'nobody began'),
    experiment: null,
  } as unknown as FunnelReport)
    .map(({ text }) => text)
    .join('\n')
    .replaceAll('\u00a0', ' ');

describe('a funnel on a page', () => {
  it('says how many began and came to the end, with the interval, and how far each step is', () => {
    const text = picture(197, 374);
    expect(text).toContain('374 units began; 52.67 % came to the end (95 %: 47.61 to 57.68 %)');
    expect(text).toContain('Within 24 hours of the start.');
    expect(text).toContain('197 (52.67 %)');
  });

  it('says of nobody only that', () => {
    const text = picture(0, 0);
    expect(text).toContain('0 units began. Within 24 hours');
    expect(text).not.toMatch(/NaN|null|undefined/);
  });
});
