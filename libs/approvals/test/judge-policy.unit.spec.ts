import type { PolicyRule } from '@assay/contracts';
import type { Occasion } from '../src/index.js';
import { judgePolicy } from '../src/index.js';

const TUESDAY_NOON = '2026-03-03T12:00:00.000Z';
const occasion: Occasion = {
  action: 'promote',
  subject: 'checkout-button',
  at: TUESDAY_NOON,
  actor: 'user:ada',
};
const rule = (changes: Partial<PolicyRule>): PolicyRule => ({ name: 'r', actions: ['promote'], ...changes });
const judge = (changes: Partial<PolicyRule>, when: Partial<Occasion> = {}) =>
  judgePolicy({ rules: [rule(changes)] }, { ...occasion, ...when });
const unmet = (...of: Parameters<typeof judge>) => judge(...of).unmet.map(({ condition }) => condition);

describe('a policy', () => {
  it('allows what no rule is about', () => {
    expect(judgePolicy({ rules: [] }, occasion)).toEqual({
      isAllowed: true,
      unmet: [],
      approvals: 0,
      floors: [],
    });
    expect(unmet({ actions: ['rollback'], actors: ['user:bob'] })).toEqual([]);
  });

  it.each([
    ['checkout-button', true],
    ['checkout-*', true],
    ['*', true],
    ['*-button', true],
    ['c*k*b*n', true],
    ['checkout', false],
    ['button*', false],
    ['checkout-button*x', false],
    ['*checkout-button-checkout-button*', false],
  ])('is about subjects by pattern: %s', (pattern, isAbout) => {
    expect(unmet({ subjects: [pattern], actors: ['user:bob'] })).toEqual(isAbout ? ['actors'] : []);
  });

  it('says who may, the system and people apart', () => {
    expect(unmet({ automatic: false })).toEqual([]);
    expect(unmet({ automatic: false }, { actor: 'system:auto-promotion' })).toEqual(['automatic']);
    expect(unmet({ actors: ['user:ada'] })).toEqual([]);
    expect(unmet({ actors: ['user:bob'] })).toEqual(['actors']);
    expect(unmet({ actors: ['user:bob'] }, { actor: 'system:auto-promotion' })).toEqual([]);
  });

  it.each([
    [{ days: ['tue'], from: '09:00', to: '17:00', timeZone: 'UTC' }, true],
    [{ days: ['mon', 'wed'], from: '09:00', to: '17:00', timeZone: 'UTC' }, false],
    [{ days: ['tue'], from: '12:01', to: '17:00', timeZone: 'UTC' }, false],
    [{ days: ['tue'], from: '09:00', to: '12:00', timeZone: 'UTC' }, false],
    [{ days: ['tue'], from: '13:00', to: '13:30', timeZone: 'Europe/Berlin' }, true],
    [{ days: ['wed'], from: '00:30', to: '02:00', timeZone: 'Pacific/Auckland' }, true],
  ] as const)('says when, by the clocks of a time zone: %j', (window, isAllowed) => {
    const windows = [{ ...window, days: [...window.days] }];
    expect(judge({ windows }).isAllowed).toBe(isAllowed);
  });

  it('is frozen from the beginning to before the end', () => {
    const freezes = [{ from: '2026-03-03T12:00:00Z', to: '2026-03-04T00:00:00Z', reason: 'sale' }];
    expect(judge({ freezes }).unmet).toEqual([
      {
        rule: 'r',
        condition: 'freezes',
        value: TUESDAY_NOON,
        required: 'not before 2026-03-04T00:00:00Z: sale',
      },
    ]);
    expect(unmet({ freezes }, { at: '2026-03-03T11:59:59.999Z' })).toEqual([]);
    expect(unmet({ freezes }, { at: '2026-03-04T00:00:00.000Z' })).toEqual([]);
  });

  it('takes the strictest of all rules', () => {
    const rules = [
      rule({ name: 'a', approvals: 1, thresholds: { minRuntimeHours: 72 } }),
      rule({ name: 'b', approvals: 2, thresholds: { minImprovementPercent: 8 } }),
    ];
    expect(judgePolicy({ rules }, occasion)).toMatchObject({
      approvals: 2,
      floors: [{ minRuntimeHours: 72 }, { minImprovementPercent: 8 }],
    });
  });
});
