import type { SeenUnit } from './count-enabled.fold.js';
import { countEnabled } from './count-enabled.fold.js';

const seen = (unit: string, more: Partial<SeenUnit> = {}): SeenUnit => ({
  unit,
  named: true,
  outcomes: 3,
  errors: 0,
  hasError: false,
  lastErrorEvent: null,
  ...more,
});
const failed = (unit: string, event: string): SeenUnit =>
  seen(unit, { errors: 2, hasError: true, lastErrorEvent: event });

describe('counting the units that have a feature', () => {
  it('adds up units, those with an error, outcomes and errors', () => {
    const counts = countEnabled([seen('u1'), failed('u2', 'e1'), failed('u3', 'e2')], () => true);
    expect(counts).toEqual({ units: 3, unitsWithError: 2, outcomes: 9, errors: 4, lastErrorEvent: 'e2' });
  });

  it('leaves out units that do not have it', () => {
    const counts = countEnabled([seen('u1'), failed('u2', 'e1')], (unit) => unit === 'u1');
    expect(counts).toEqual({ units: 1, unitsWithError: 0, outcomes: 3, errors: 0, lastErrorEvent: null });
  });

  it('counts a unit once, in however many rows it is', () => {
    expect(countEnabled([seen('u1'), failed('u1', 'e1')], () => true)).toEqual({
      units: 1,
      unitsWithError: 1,
      outcomes: 6,
      errors: 2,
      lastErrorEvent: 'e1',
    });
  });

  it('of nobody is nothing', () => {
    expect(countEnabled([], () => true)).toMatchObject({ units: 0, outcomes: 0, lastErrorEvent: null });
  });
});
