import type { Dimensions, RegisterDimension, RemoveDimension } from './dimensions.decider.js';
import { dimensionsDecider } from './dimensions.decider.js';

const metadata = {
  id: '0195507f-9c00-7000-8000-000000000001',
  source: 'analytics',
  subject: 'default/dimensions/all',
  time: '2026-03-01T10:00:00.000Z',
  project: 'default',
  actor: 'user:ada',
  correlationid: 'c',
};
const { initial } = dimensionsDecider;
type Command = RegisterDimension | RemoveDimension;
const register = (attribute: string, maxValues?: number): Command => ({
  ...{ type: 'RegisterDimension', metadata, attribute },
  ...(maxValues === undefined ? {} : { maxValues }),
});
const remove = (attribute: string): Command => ({ type: 'RemoveDimension', metadata, attribute });
const after = (...commands: readonly Command[]): Dimensions =>
  commands.reduce((state, command) => {
    const decision = dimensionsDecider.decide(command, state);
    return (decision.outcome === 'accepted' ? decision.events : []).reduce(
      (current, event) => dimensionsDecider.evolve(current, event),
      state,
    );
  }, initial);
const refusalOf = (command: Command, state = initial) => {
  const decision = dimensionsDecider.decide(command, state);
  return decision.outcome === 'refused' ? decision.refusal : undefined;
};
const numbered = (count: number): readonly Command[] =>
  Array.from({ length: count }, (_, number) => register(`d${String(number)}`, 5));

describe('dimensions', () => {
  it('are registered with the number of values that are kept apart, 500 where none is named', () => {
    expect(after(register('country', 200), register('plan')).registered).toEqual({ country: 200, plan: 500 });
  });

  it('stay as they were registered', () => {
    expect(refusalOf(register('country', 100), after(register('country', 200)))).toEqual({
      code: 'DIMENSION_REGISTERED',
      maxValues: 200,
    });
  });

  it('are ten at most, not counting those that were removed', () => {
    const ten = after(...numbered(10));
    expect(refusalOf(register('one-more'), ten)).toMatchObject({ code: 'TOO_MANY_DIMENSIONS', most: 10 });
    const nine = after(...numbered(10), remove('d3'));
    expect(refusalOf(register('one-more'), nine)).toBeUndefined();
  });

  it('are fifty at most in the life of a project', () => {
    const fifty = after(...numbered(50).flatMap((command) => [command, remove(command.attribute)]));
    expect(refusalOf(register('one-more'), fifty)).toMatchObject({ code: 'TOO_MANY_DIMENSIONS', ever: 50 });
    expect(refusalOf(register('d7'), fifty)).toBeUndefined();
  });

  it('come back with the bound they had, and with no other', () => {
    const removed = after(register('country', 200), remove('country'));
    expect(removed).toEqual({ registered: {}, removed: { country: 200 } });
    expect(after(register('country', 200), remove('country'), register('country')).registered).toEqual({
      country: 200,
    });
    expect(refusalOf(register('country', 100), removed)).toMatchObject({ code: 'DIMENSION_REGISTERED' });
  });

  it('that are not there are not removed', () => {
    expect(refusalOf(remove('plan'), after(register('country')))).toEqual({
      code: 'DIMENSION_NOT_FOUND',
      known: ['country'],
    });
  });
});
