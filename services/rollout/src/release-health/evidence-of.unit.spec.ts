import { sketchOf } from '@assay/stats';
import { at, commands, live, offsets } from '../../test/support/release-life.js';
import type { Cell } from '../release-outcomes/slot-cells.fold.js';
import { CANARY, STABLE } from '../release-outcomes/slot-cells.fold.js';
import { assessHealth } from './assess-health.fold.js';
import { verdictHolds } from './verdict-holds.fold.js';
import { assess, windowStart } from './evidence-of.fold.js';

const { create, start, overridden } = commands;
const cell = (side: number, outcomes: number, errors: number, latency: number): Cell => [
  ...([side, outcomes, errors] as const),
  sketchOf(Array.from({ length: outcomes }, () => latency)).buckets,
];
const now = Date.parse(at(2));
const cells = [cell(CANARY, 150, 3, 180), cell(STABLE, 900, 9, 100), cell(CANARY, 50, 0, 180)];

describe('the evidence of a release', () => {
  it('is what both sides met, within the window', () => {
    const release = live(create(), start());
    const { evidence } = assess({ release, cells, judged: null, offsets, now });
    expect(evidence).toMatchObject({
      from: '2026-03-01T01:55:00.000Z',
      to: '2026-03-01T02:00:00.000Z',
      canary: { outcomes: 200, errors: 3, p99Ms: expect.closeTo(180, -0.5) },
      stable: { outcomes: 900, errors: 9, p99Ms: expect.closeTo(100, -0.5) },
      slo: 0.95,
      recommendation: 'ROLLBACK',
    });
  });

  it('gives the same verdict again, from itself alone', () => {
    const { health, evidence } = assess({
      release: live(create(), start()),
      cells,
      judged: null,
      offsets,
      now,
    });
    const copy = JSON.parse(JSON.stringify(evidence)) as typeof evidence;
    expect(assessHealth(copy)).toEqual(health);
    expect(verdictHolds(copy)).toBe(true);
    expect(verdictHolds({ ...copy, canary: { ...copy.canary, p99Ms: 100 } })).toBe(false);
    expect(verdictHolds({ ...copy, recommendation: 'HEALTHY' })).toBe(false);
  });

  it('begins with the activation where that is later than the window', () => {
    const release = live(create(), start());
    expect(windowStart(release, Date.parse(at(1)) + 1000)).toBe(Date.parse(at(1)));
  });

  it('holds the version in production to the stricter objective', () => {
    const release = live(create(), start({ environment: 'production', ...overridden }));
    expect(assess({ release, cells, judged: null, offsets, now }).evidence.slo).toBe(0.98);
  });

  it('holds where the metrics have not been judged yet', () => {
    const analysis = {
      ...{ metrics: [], weights: {}, pass: 95, marginal: 75 },
      ...{ intervalMs: 60_000, stepMs: 10_000, minPoints: 10 },
    };
    const good = [cell(CANARY, 200, 0, 100), cell(STABLE, 900, 0, 100)];
    const { evidence } = assess({
      release: live(create({ analysis }), start()),
      cells: good,
      ...{ judged: null, offsets, now },
    });
    expect(evidence).toMatchObject({ recommendation: 'HOLD', analysis: { verdict: 'no_data' } });
  });
});
