import type { OutcomeRecorded } from '@assay/contracts';
import fc from 'fast-check';
import type { OutcomeOptions } from '../../test/support/outcomes.js';
import { outcome } from '../../test/support/outcomes.js';
import type { UnitOutcomes } from './unit-outcomes.fold.js';
import { joinKnown, sumUp } from './unit-outcomes.fold.js';

const START = Date.parse('2026-03-01T00:00:00.000Z');
const ACTIVATION = '00000000-0000-7000-8000-000000000001';

const at = (minute: number, options: Partial<OutcomeOptions> = {}): OutcomeRecorded =>
  outcome('u1', {
    flag: 'search',
    activation: ACTIVATION,
    at: START + minute * 60_000,
    nth: minute,
    ...options,
  }) as OutcomeRecorded;

describe('the outcomes of a unit', () => {
  it('are summed up by time, with when it was last seen and its last error', () => {
    const failed = at(5, { success: false });
    expect(sumUp([at(9), at(2, { success: false }), failed, at(1)])).toEqual([
      {
        project: 'default',
        rollout: 'search',
        activation: ACTIVATION,
        unit: 'u1',
        lastSeen: START + 9 * 60_000,
        lastError: START + 5 * 60_000,
        lastErrorEvent: failed.id,
        slots: [
          [START + 60_000, 1, 0, 0, []],
          [START + 2 * 60_000, 1, 1, 0, []],
          [START + 5 * 60_000, 1, 1, 0, []],
          [START + 9 * 60_000, 1, 0, 0, []],
        ],
      },
    ]);
  });

  it('are kept apart by flag, activation and unit', () => {
    const sums = sumUp([
      at(1),
      at(1, { flag: 'other' }),
      at(1, { activation: undefined }),
      outcome('u2', { flag: 'search', activation: ACTIVATION, at: START }) as OutcomeRecorded,
    ]);
    expect(sums.map(({ rollout, activation, unit }) => [rollout, activation, unit])).toEqual([
      ['other', ACTIVATION, 'u1'],
      ['search', '', 'u1'],
      ['search', ACTIVATION, 'u1'],
      ['search', ACTIVATION, 'u2'],
    ]);
  });

  it('have the server errors and latencies of their slot', () => {
    const [unit] = sumUp([
      at(1, { status: 503, latencyMs: 0 }),
      at(1, { nth: 7, status: 404, latencyMs: 100 }),
    ]);
    expect(unit?.slots).toEqual([
      [
        START + 60_000,
        2,
        0,
        1,
        [
          [0, 1],
          [117, 1],
        ],
      ],
    ]);
  });

  it('under no flag count for nothing', () => {
    const { flag, ...data } = at(1).data;
    expect(flag).toBe('search');
    expect(sumUp([{ ...at(1), data }])).toEqual([]);
  });

  it('count once where analytics forwarded them under a user', () => {
    const forwarded = { ...at(1).data, unit: 'user', forwardedFrom: 'u1' };
    expect(sumUp([at(1), { ...at(1), data: forwarded }])).toEqual(sumUp([at(1)]));
  });

  it('are the same in any order, in batches of any size', () => {
    const minutes = [0, 0, 1, 3, 61, 125, 2_000, 2_001, 5_000, 60_000, 60_001];
    const events = minutes.map((minute, nth) =>
      at(minute, { success: nth % 3 > 0, nth, latencyMs: 40 * nth }),
    );
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: events.length });
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: events.length }), sizes, (shuffled, [...cuts]) => {
        let known: readonly UnitOutcomes[] = [];
        const rest = [...shuffled];
        while (rest.length > 0) known = joinKnown(sumUp(rest.splice(0, cuts.shift())), known);
        expect(known).toEqual(sumUp(events));
      }),
    );
  });
});
