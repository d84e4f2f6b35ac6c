import type { OutcomeRecorded } from '@assay/contracts';
import fc from 'fast-check';
import type { OutcomeOptions } from '../../test/support/outcomes.js';
import { outcome } from '../../test/support/outcomes.js';
import { sumUp } from './unit-outcomes.fold.js';

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
  it('are summed up with the first and last time it was seen, and its last error', () => {
    const failed = at(5, { success: false });
    expect(sumUp([at(9), at(2, { success: false }), failed, at(1)])).toEqual([
      {
        project: 'default',
        rollout: 'search',
        activation: ACTIVATION,
        unit: 'u1',
        firstSeen: START + 60_000,
        lastSeen: START + 9 * 60_000,
        lastError: START + 5 * 60_000,
        lastErrorEvent: failed.id,
        outcomes: 4,
        errors: 2,
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

  it('under no flag count for nothing', () => {
    const { flag, ...data } = at(1).data;
    expect(flag).toBe('search');
    expect(sumUp([{ ...at(1), data }])).toEqual([]);
  });

  it('are the same in any order', () => {
    const events = Array.from({ length: 8 }, (_, i) => at(i % 4, { success: i % 3 > 0, nth: i }));
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: 8 }), (shuffled) => {
        expect(sumUp(shuffled)).toEqual(sumUp(events));
      }),
    );
  });
});
