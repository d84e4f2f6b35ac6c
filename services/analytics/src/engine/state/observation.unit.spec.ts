import { ASSIGNMENT_REASONS } from '@assay/contracts';
import { exposure, interaction, outcome, START } from '../../../test/support/events.js';
import type { EventEnvelope } from '@assay/contracts';
import type { ObservedEvent } from './observation.js';
import { observe } from './observation.js';
import { UnreadableTimeError } from './unreadable-time.error.js';

const at = { unit: 'u', time: START };
const observationOf = (event: EventEnvelope) => observe(event as ObservedEvent).seen;

describe('what an event says about its unit', () => {
  it('is an exposure with run, phase and variant', () => {
    expect(observationOf(exposure({ ...at, experiment: 'e', variant: 'a', run: 2, phase: 3 }))).toMatchObject(
      {
        kind: 'exposure',
        propensity: 0.5,
        time: START,
        experiment: 'e',
        run: 2,
        phase: 3,
        variant: 'a',
      },
    );
  });

  it('is nothing for an exposure that chance did not decide', () => {
    const counted = ASSIGNMENT_REASONS.filter(
      (reason) => observationOf(exposure({ ...at, experiment: 'e', variant: 'a', reason })) !== undefined,
    );
    expect(counted).toEqual(['split', 'sticky', 'bandit']);
  });

  it.each([1e-310, 1e-300, 9e-7])('is nothing for an exposure whose propensity is %d', (propensity) => {
    const by = (chance: number) =>
      exposure({ ...at, experiment: 'e', variant: 'a', reason: 'bandit', propensity: chance });
    expect(observationOf(by(propensity))).toBeUndefined();
    expect(observationOf(by(1e-6))).toMatchObject({ propensity: 1e-6 });
  });

  it('is an interaction with its exact value, none being zero', () => {
    expect(observationOf(interaction({ ...at, name: 'buy', value: '0.1' }))).toMatchObject({
      micros: 100_000,
    });
    expect(observationOf(interaction({ ...at, name: 'buy' }))).toMatchObject({ name: 'buy', micros: 0 });
  });

  it('is an outcome under a flag, or under none', () => {
    expect(observationOf(outcome({ ...at, success: false, flag: 'e' }))).toMatchObject({ flag: 'e' });
    expect(observationOf(outcome({ ...at, success: true }))).toMatchObject({ flag: '', success: true });
  });

  it('cannot be told at a time that is none', () => {
    const leap = { ...interaction({ ...at, name: 'buy' }), time: '2016-12-31T23:59:60Z' };
    expect(() => observationOf(leap)).toThrow(UnreadableTimeError);
    expect(() => observationOf(leap)).toThrow('has the time "2016-12-31T23:59:60Z", which is not an instant');
  });
});
