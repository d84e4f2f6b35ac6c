import { Problem } from '@assay/platform';
import type { AskedArms } from './asked-policies.js';
import { askedPolicies } from './asked-policies.js';

const VARIANTS = ['a', 'b', 'c'];
const asked = (given: AskedArms) =>
  askedPolicies(given, VARIANTS).map(({ name, weights }) => [name, Object.fromEntries(weights)]);

describe('the policy that is asked about', () => {
  it('gives the arms that are named the same share', () => {
    expect(asked({ arms: 'a, c' })).toEqual([['uniform over a, c', { a: 0.5, c: 0.5 }]]);
    expect(asked({ arms: 'b' })).toEqual([['always b', { b: 1 }]]);
  });

  it('takes weights relative to each other', () => {
    expect(asked({ weights: 'a:3,b:1,c:0' })).toEqual([['a:3, b:1, c:0', { a: 0.75, b: 0.25, c: 0 }]]);
  });

  it('is each of the simple ones where none is named', () => {
    expect(asked({}).map(([name]) => name)).toEqual([
      'uniform over a, b, c',
      'always a',
      'always b',
      'always c',
    ]);
  });

  it.each<[AskedArms, string, string, unknown]>([
    [{ arms: 'a,d' }, 'ARM_UNKNOWN', 'arms', 'd'],
    [{ arms: 'a,,b' }, 'ARM_UNKNOWN', 'arms', ''],
    [{ arms: 'a,a' }, 'ARM_TWICE', 'arms', 'a'],
    [{ weights: 'a' }, 'WEIGHT_UNREADABLE', 'weights', 'a'],
    [{ weights: 'a:-1' }, 'WEIGHT_UNREADABLE', 'weights', 'a:-1'],
    [{ weights: 'a:1e400' }, 'WEIGHT_UNREADABLE', 'weights', 'a:1e400'],
    [{ weights: 'a:NaN' }, 'WEIGHT_UNREADABLE', 'weights', 'a:NaN'],
    [{ weights: 'd:1' }, 'ARM_UNKNOWN', 'weights', 'd'],
    [{ weights: 'a:1,a:2' }, 'ARM_TWICE', 'weights', 'a'],
    [{ weights: 'a:0' }, 'NO_WEIGHT', 'weights', 'a:0'],
    [{ arms: 'a', weights: 'a:1' }, 'TWO_POLICIES', 'weights', 'a:1'],
  ])('is refused with the part that is wrong: %j', (given, code, path, value) => {
    const refused = (() => {
      try {
        return asked(given);
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(Problem);
    expect(refused).toMatchObject({ code, errors: [{ path, value }] });
  });
});
