import type { AssignRequest } from './assign-request.js';
import { experimentOf, unitOf } from './assign-request.js';

describe('the unit of a request', () => {
  it.each<[AssignRequest, string]>([
    [{ unit: 'u1' }, 'u1'],
    [{ userId: 'u1' }, 'u1'],
    [{ unitId: 17 }, '17'],
    [{ unit: 'u1', userId: 'u1' }, 'u1'],
    [{ unit: 0 }, '0'],
  ])('of %j is %j', (request, unit) => {
    expect(unitOf(request)).toBe(unit);
  });

  it('is required, and one', () => {
    expect(() => unitOf({})).toThrow('unit: is required');
    expect(() => unitOf({ unit: 'a', userId: 'b' })).toThrow('userId: must be left out, or the same as unit');
  });
});

describe('the experiment of a request', () => {
  it.each<[AssignRequest, string | undefined]>([
    [{ experiment: 'checkout' }, 'checkout'],
    [{ experimentKey: 'checkout' }, 'checkout'],
    [{ experimentId: 3 }, '3'],
    [{ experiment: 3 }, '3'],
    [{ experiments: ['a', 'b'] }, undefined],
    [{}, undefined],
  ])('of %j is %j', (request, experiment) => {
    expect(experimentOf(request)).toBe(experiment);
  });

  it('is not two, and not one and several', () => {
    expect(() => experimentOf({ experiment: 'a', experimentKey: 'b' })).toThrow(
      'experimentKey: must be left out',
    );
    expect(() => experimentOf({ experiment: 'a', experiments: ['b'] })).toThrow(
      'experiment: must be left out where "experiments" is given',
    );
  });
});
