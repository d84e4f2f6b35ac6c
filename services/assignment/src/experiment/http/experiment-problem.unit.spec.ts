import type { ExperimentRefusal } from '../experiment-refusal.js';
import { experimentProblem } from './experiment-problem.js';

const REFUSALS: readonly [ExperimentRefusal, number, string | undefined][] = [
  [{ code: 'EXPERIMENT_NOT_FOUND' }, 404, 'experiment'],
  [{ code: 'EXPERIMENT_EXISTS', key: 'a' }, 409, 'key'],
  [{ code: 'WRONG_STATUS', status: 'draft', allowed: ['running', 'paused'] }, 409, 'status'],
  [{ code: 'WRONG_STATUS', status: 'reopened', allowed: ['running'] }, 409, 'controlOnly'],
  [{ code: 'STALE_VERSION', expected: 1, actual: 2 }, 412, 'expectedVersion'],
  [{ code: 'VARIANT_EXISTS', path: 'key', variant: 'a' }, 409, 'key'],
  [{ code: 'SECOND_CONTROL', path: 'isControl', variant: 'a', control: 'b' }, 422, 'isControl'],
  [{ code: 'TOO_MANY_VARIANTS', count: 51, limit: 50 }, 422, 'variants'],
  [{ code: 'TOO_FEW_VARIANTS', count: 0, least: 2 }, 422, 'variants'],
  [{ code: 'NO_CONTROL', variants: ['a', 'b'] }, 422, 'variants'],
  [{ code: 'VARIANT_UNKNOWN', path: 'winner', variant: 'x', known: [] }, 422, 'winner'],
  [{ code: 'VARIANT_NOT_FOUND', variant: 'x', known: ['a'] }, 404, 'variant'],
  [{ code: 'START_TIME_NOT_ALLOWED', startedAt: '2014-01-01T00:00:00Z' }, 422, 'startedAt'],
  [
    { code: 'START_IN_FUTURE', startedAt: '2030-01-01T00:00:00Z', now: '2026-01-01T00:00:00Z' },
    422,
    'startedAt',
  ],
  [{ code: 'NOTHING_CHANGED', path: 'weights', value: { a: 1 } }, 409, 'weights'],
  [{ code: 'ALREADY_ANSWERED', request: 'r1' }, 409, undefined],
  [{ code: 'IMPORTED_ELSEWHERE', command: 'reopen' }, 409, 'origin'],
  [{ code: 'SCHEDULE_EMPTY' }, 422, 'startAt'],
  [{ code: 'SCHEDULE_IN_PAST', path: 'endAt', value: 'a', now: 'b' }, 422, 'endAt'],
  [{ code: 'SCHEDULE_OUT_OF_ORDER', path: 'ramp[1].at', value: 'a', after: 'b' }, 422, 'ramp[1].at'],
  [{ code: 'SCHEDULE_STARTED', path: 'startAt', value: 'a', status: 'running' }, 409, 'startAt'],
  [{ code: 'NOTHING_SCHEDULED' }, 404, 'schedule'],
  [{ code: 'NOTHING_DUE', now: 'a', next: null }, 409, undefined],
  [{ code: 'CHECKLIST_INCOMPLETE', stage: 'before', missing: ['hypothesis'] }, 409, 'checklist'],
  [{ code: 'CHECKLIST_ITEM_NOT_FOUND', item: 'x', known: ['a'] }, 404, 'item'],
  [{ code: 'CHECKLIST_ITEM_SEEN', item: 'flag' }, 409, 'item'],
  [{ code: 'OVERRIDE_NOT_FOUND', id: 'o' }, 404, 'override'],
  [{ code: 'TOO_MANY_OVERRIDES', count: 1001, limit: 1000 }, 422, 'overrides'],
  [{ code: 'METRIC_INVALID', path: 'primaryMetric.cap', value: 1, detail: 'd' }, 422, 'primaryMetric.cap'],
  [{ code: 'SEGMENT_UNKNOWN', path: 'targeting', segment: 's' }, 422, 'targeting'],
  [{ code: 'LAYER_UNKNOWN', layer: 'l' }, 422, 'layer'],
  [{ code: 'LAYER_SLOT_MISSING', layer: 'l' }, 409, 'layer'],
  [{ code: 'HOLDOUT_UNKNOWN', path: 'holdouts[0]', holdout: 'h' }, 422, 'holdouts[0]'],
  [{ code: 'HOLDOUT_IS_GLOBAL', path: 'holdouts[0]', holdout: 'h' }, 422, 'holdouts[0]'],
];

describe('experimentProblem', () => {
  it.each(REFUSALS)('says what is wrong with %j', (refusal, status, path) => {
    const problem = experimentProblem(refusal, 'checkout');
    expect(problem).toMatchObject({ status, code: refusal.code });
    expect(problem.detail).not.toMatch(/undefined|\[object/);
    expect(problem.errors?.[0]?.path).toBe(path);
  });

  it('tells a definition that cannot be used under the code of the first thing that is wrong', () => {
    const cycle = { code: 'PREREQUISITE_CYCLE', path: 'p.0', value: ['a', 'b'], message: 'a cycle' } as const;
    const problem = experimentProblem(
      { code: 'DEFINITION_INVALID', problems: [cycle, { ...cycle, path: 'p.1' }] },
      'checkout',
    );
    expect(problem).toMatchObject({
      status: 422,
      code: 'PREREQUISITE_CYCLE',
      detail: 'p.0: a cycle (and 1 more)',
    });
    expect(problem.errors).toHaveLength(2);
  });

  it('names the statuses in which the command works', () => {
    const refusal = { code: 'WRONG_STATUS', status: 'draft', allowed: ['running', 'paused'] } as const;
    expect(experimentProblem(refusal, 'checkout').detail).toBe(
      'experiment "checkout" is draft; this needs it to be running or paused',
    );
  });
});
