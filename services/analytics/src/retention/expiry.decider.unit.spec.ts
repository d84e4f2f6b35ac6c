import type { MetricSpec } from '@assay/contracts';
import type { ExpiryFacts, OpenRun } from './expiry.decider.js';
import { decideExpiry } from './expiry.decider.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-01T00:00:00.000Z');
const ago = (days: number): number => NOW - days * DAY;
const instant = (days: number): string => new Date(ago(days)).toISOString();

const run = (experiment: string, number: number, from: number, to: number): OpenRun => ({
  ...{ project: 'default', experiment, run: number },
  ...{ firstExposure: ago(from), lastExposure: ago(to) },
});
const metric = (rest: Partial<MetricSpec> = {}): MetricSpec => ({
  ...{ key: 'buy', type: 'proportion', event: 'buy', direction: 'increase', windowHours: null },
  ...rest,
});
const decide = (facts: Partial<ExpiryFacts>) =>
  decideExpiry({
    ...{ now: NOW, keepMs: 100 * DAY, runs: [], experimentOf: () => undefined },
    ...{ metricsOf: () => [], lookBackMs: 0, limit: 10, ...facts },
  });
const names = (runs: readonly OpenRun[]): readonly string[] =>
  runs.map((one) => `${one.experiment} ${String(one.run)}`);

describe('what of raw events expires', () => {
  it('is what lies before the time that they are kept, where no run needs it', () => {
    const { closed, keptFrom, exposuresFrom, heldBy } = decide({ lookBackMs: 14 * DAY });
    expect({ closed, heldBy }).toEqual({ closed: [], heldBy: undefined });
    expect([exposuresFrom, keptFrom]).toEqual([ago(100), ago(114)]);
  });

  it('is never what a run under way may look at, nor what its metrics look back on', () => {
    const facts = {
      runs: [run('going', 1, 300, 1)],
      experimentOf: () => ({ run: 1, runStartedAt: instant(300), endedAt: null }),
      lookBackMs: 28 * DAY,
    };
    const { closed, keptFrom, exposuresFrom, heldBy } = decide(facts);
    expect(closed).toEqual([]);
    expect([keptFrom, exposuresFrom]).toEqual([ago(328), ago(300)]);
    expect(heldBy?.experiment).toBe('going');
  });

  it.each([
    [101, null, 1],
    [99, null, 0],
    // The window of the last unit ended later.
    [101, 48, 0],
  ] as const)('closes a run that ended %i days ago, with a window of %p hours: %i', (days, hours, closed) => {
    const ended = decide({
      runs: [run('over', 1, 300, days === 101 ? 101 : 120)],
      experimentOf: () => ({ run: 1, runStartedAt: instant(300), endedAt: instant(days) }),
      metricsOf: () => [metric({ windowHours: hours })],
    });
    expect(ended.closed).toHaveLength(closed);
  });

  it('closes the runs before the last one from its start, and never one before an earlier one', () => {
    const runs = [run('again', 1, 500, 300), run('again', 2, 290, 90)];
    const experimentOf = () => ({ run: 2, runStartedAt: instant(290), endedAt: null });
    expect(names(decide({ runs, experimentOf }).closed)).toEqual(['again 1']);
    const late = [run('again', 1, 500, 50), run('again', 2, 290, 290)];
    const over = () => ({ run: 2, runStartedAt: instant(290), endedAt: instant(200) });
    expect(names(decide({ runs: late, experimentOf: over }).closed)).toEqual([]);
  });

  it('closes runs that nobody has started when nothing comes any more', () => {
    const runs = [run('made-up', 1, 400, 101), run('made-up', 2, 50, 1), run('known', 7, 300, 200)];
    const experimentOf = ({ experiment }: OpenRun) =>
      experiment === 'known' ? { run: 1, runStartedAt: instant(10), endedAt: null } : undefined;
    const { closed, heldBy } = decide({ runs, experimentOf });
    expect(names(closed)).toEqual(['made-up 1', 'known 7']);
    expect(heldBy).toBeUndefined();
  });

  it('leaves what is too much at once to the next time, with the events that it needs', () => {
    const runs = Array.from({ length: 5 }, (_, place) => run(`old-${String(place)}`, 1, 400 - place, 300));
    const { closed, heldBy, exposuresFrom } = decide({ runs, limit: 2 });
    expect(names(closed)).toEqual(['old-0 1', 'old-1 1']);
    expect([heldBy?.experiment, exposuresFrom]).toEqual(['old-2', ago(398)]);
  });
});
