import { metric } from '../../../test/support/events.js';
import { sumsOf, watchedRun } from '../../../test/support/watched.js';
import { judgeMetrics } from './judge-metric.js';

const CRASH = metric('crash', { direction: 'decrease' });
type Units = Parameters<typeof sumsOf>[1];
const judged = (units: Units, spec = CRASH) => judgeMetrics(watchedRun(spec, sumsOf(spec, units)));
const levelOf = (units: Units, spec = CRASH) => judged(units, spec).map(({ level }) => level);

describe('a guardrail metric', () => {
  it('is breached by certain harm in either direction, not by chance and not by good', () => {
    expect(levelOf({ control: [2_000, 100], treatment: [2_000, 300] })).toEqual(['breached']);
    expect(levelOf({ control: [2_000, 100], treatment: [2_000, 110] })).toEqual(['calm']);
    expect(levelOf({ control: [2_000, 300], treatment: [2_000, 100] })).toEqual(['calm']);
    const bought = metric('bought');
    expect(levelOf({ control: [2_000, 300], treatment: [2_000, 100] }, bought)).toEqual(['breached']);
  });

  it('accepts as much harm as it is told to, and is over only well below', () => {
    const accepting = (maxHarm: number) => metric('crash', { direction: 'decrease', guardrail: { maxHarm } });
    const harm = { control: [4_000, 400], treatment: [4_000, 800] } as const;
    expect([0.5, 0.8, 3].map((share) => levelOf(harm, accepting(share))[0])).toEqual([
      'breached',
      'between',
      'calm',
    ]);
  });

  it('with a limit of its own looks at every variant, control included', () => {
    const limited = metric('crash', { direction: 'decrease', guardrail: { threshold: 0.1 } });
    expect(levelOf({ control: [100, 20], treatment: [100, 20] }, limited)).toEqual(['breached']);
    expect(levelOf({ control: [100, 9], treatment: [100, 9] }, limited)).toEqual(['calm']);
    expect(levelOf({ control: [19, 19], treatment: [19, 19] }, limited)).toEqual(['calm']);
  });

  it('says which variant does how much harm, by which snapshot', () => {
    const [one] = judged({ control: [2_000, 100], treatment: [2_000, 300] });
    expect(one?.reading).toMatchObject({
      subject: 'checkout/crash',
      severity: 'critical',
      details: { metric: 'crash', variant: 'treatment', snapshot: '0192a000-0000-7000-9000-000000000001' },
      pause: { run: 1, guardrail: 'crash' },
    });
    expect(one?.reading.message).toMatch(
      /^treatment does crash harm of at least 0\.\d+ against control, 0 is accepted$/,
    );
  });

  it('of a paused experiment stays as it is', () => {
    const run = watchedRun(CRASH, sumsOf(CRASH, { control: [2_000, 100], treatment: [2_000, 300] }), {
      status: 'paused',
      runningSince: null,
    });
    const [judgement] = judgeMetrics(run);
    expect([judgement?.level, judgement?.reading.pause]).toEqual(['between', undefined]);
  });

  it('says nothing without units, without control, and of sums that cannot be compared', () => {
    expect(levelOf({})).toEqual(['calm']);
    const alone = watchedRun(CRASH, sumsOf(CRASH, { treatment: [100, 50] }), {
      variants: [{ key: 'treatment', name: 't', isControl: false, weight: 1 }],
    });
    expect(judgeMetrics(alone)).toMatchObject([{ level: 'calm' }]);
    const median = metric('time', { type: 'quantile', direction: 'decrease' });
    const withoutBuckets = watchedRun(median, sumsOf(median, { control: [10, 5], treatment: [10, 5] }));
    expect(judgeMetrics(withoutBuckets)).toEqual([]);
  });
});
