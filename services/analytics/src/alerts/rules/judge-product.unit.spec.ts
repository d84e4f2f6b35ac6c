import { wilsonInterval } from '@assay/stats';
import type { FeatureReport } from '../../product/features/feature-report.js';
import type { FunnelReport } from '../../product/funnels/funnel-report.js';
import type { PowerUsersReport } from '../../product/power-users/power-report.js';
import type { Share } from '../../product/report/share.js';
import { START } from '../../../test/support/events.js';
import { judgeAdoption, judgeDropOff, judgePowerUsers } from './judge-product.js';
import { lastWholeDay } from './product.rules.js';

const share = (count: number, of: number): Share => ({
  count,
  of,
  rate: of === 0 ? null : count / of,
  interval: of === 0 ? null : wilsonInterval({ successes: count, n: of }),
});
const complete = { status: 'complete', version: 2 } as const;

const feature = (adoption: Share, counting: FeatureReport['counting'] = complete) =>
  judgeAdoption('default', {
    feature: { key: 'search', name: 'Search' },
    counting,
    rates: { adoption },
  } as FeatureReport);
const funnel = (dropOff: Share) =>
  judgeDropOff('default', {
    funnel: { key: 'buying', name: 'Buying', windowHours: 24 },
    counting: complete,
    steps: [
      { step: 1, name: 'view', dropOff: null },
      { step: 2, name: 'pay', dropOff },
    ],
  } as unknown as FunnelReport);
const powerUsers = (adoption: Share) =>
  judgePowerUsers('default', {
    powerUsers: { key: 'top', name: 'Top', share: 0.1 },
    counting: complete,
    features: [{ feature: 'search', adoption }],
  } as unknown as PowerUsersReport);

describe('the adoption of a feature', () => {
  it.each([
    [9, 100, 'breached'],
    [10, 100, 'between'],
    [11, 100, 'between'],
    [12, 100, 'calm'],
    [0, 99, 'between'],
    [0, 0, 'between'],
  ])('by %i of %i is %s', (used, saw, level) => {
    expect(feature(share(used, saw)).level).toBe(level);
  });

  it('is not judged while its definition is being counted', () => {
    const counting = { status: 'counting', version: 3, reason: 'new' } as const;
    expect(feature(share(1, 1_000), counting).level).toBe('between');
  });

  it('is told with its numbers', () => {
    expect(feature(share(9, 100)).reading).toMatchObject({
      subject: 'search',
      severity: 'warning',
      message: 'few of those who saw search in seven days used it: 9 of 100, the limit is 10 %',
      value: 0.09,
      limit: 0.1,
    });
  });
});

describe('a step of a funnel', () => {
  it.each([
    [31, 100, 'breached'],
    [30, 100, 'between'],
    [25, 100, 'calm'],
    [99, 99, 'between'],
  ])('that %i of %i do not come to is %s', (left, began, level) => {
    expect(funnel(share(left, began)).map((one) => [one.reading.subject, one.level])).toEqual([
      ['buying/2', level],
    ]);
  });
});

describe('power users', () => {
  it.each([
    [9, 20, 'breached'],
    [10, 20, 'between'],
    [11, 20, 'calm'],
    [0, 19, 'between'],
  ])('of whom %i of %i use a feature are %s', (used, all, level) => {
    expect(powerUsers(share(used, all))).toMatchObject([
      { level, reading: { subject: 'top/search', severity: 'info' } },
    ]);
  });
});

describe('the last whole day', () => {
  it('ended before the instant', () => {
    expect([START - 1, START, START + 1].map(lastWholeDay)).toEqual([
      '2026-02-27',
      '2026-02-28',
      '2026-02-28',
    ]);
  });
});
