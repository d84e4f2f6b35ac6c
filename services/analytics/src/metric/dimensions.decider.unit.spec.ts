import type { Dimensions } from './dimensions.decider.js';
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
const decide = (attribute: string, maxValues: number, state: Dimensions) =>
  dimensionsDecider.decide({ type: 'RegisterDimension', metadata, data: { attribute, maxValues } }, state);

describe('dimensions', () => {
  it('are registered with the number of values that are kept apart', () => {
    const decision = decide('country', 200, {});
    const events = decision.outcome === 'accepted' ? decision.events : [];
    expect(events.reduce((state, event) => dimensionsDecider.evolve(state, event), {})).toEqual({
      country: 200,
    });
  });

  it('stay as they were registered', () => {
    expect(decide('country', 100, { country: 200 })).toEqual({
      outcome: 'refused',
      refusal: { code: 'DIMENSION_REGISTERED', maxValues: 200 },
    });
  });

  it('are ten at most', () => {
    const ten = Object.fromEntries(Array.from({ length: 10 }, (_, number) => [`d${String(number)}`, 5]));
    expect(decide('one-more', 5, ten)).toMatchObject({ refusal: { code: 'TOO_MANY_DIMENSIONS', most: 10 } });
  });
});
