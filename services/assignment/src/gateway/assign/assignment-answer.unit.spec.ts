import { evaluateExperiment } from '@assay/bucketing';
import { newEvent, readEvent, UnitExposed } from '@assay/contracts';
import { metadata } from '../../../test/support/experiment-story.js';
import { runningDefinition } from '../../../test/support/running-definition.js';
import { assignmentAnswer, exposureOf } from './assignment-answer.js';

const FACTS = { unit: 'u1', time: '2026-01-05T10:00:00.000Z' };
const sticky = { variant: 'treatment', bucket: 7, propensity: 0.25, phase: 1, revision: 'r0' };

const answerOf = (overrides: Parameters<typeof runningDefinition>[0], input: object = {}) => {
  const definition = runningDefinition(overrides);
  return assignmentAnswer(definition, evaluateExperiment(definition, { unit: 'u1', ...input }), FACTS);
};

describe('assignmentAnswer', () => {
  it('gives the exposure of the first assignment, also in a later phase', () => {
    expect(answerOf({ phase: 3, weightsChanged: true, revision: 'r3' }, { sticky })).toMatchObject({
      variant: 'treatment',
      variantName: 'Green',
      reason: 'sticky',
      exposure: { phase: 1, propensity: 0.25, revision: 'r0', reason: 'sticky' },
    });
  });

  it.each([
    ['a winner', { status: 'concluded', winner: 'treatment' }, 'winner'],
    ['a conclusion without one', { status: 'concluded', winner: null }, 'no_winner'],
    ['a pause', { status: 'paused' }, 'paused'],
    ['a rollback', { controlOnly: true }, 'rolled_back'],
  ] as const)('records %s as certain, and outside of the experiment', (_, overrides, reason) => {
    expect(answerOf(overrides)).toMatchObject({
      inExperiment: false,
      exposure: { reason, propensity: 1 },
    });
  });

  it.each([
    ['before the start', { status: 'draft', run: null, phase: null, salt: null }],
    ['outside of the traffic', { trafficAllocation: 0 }],
    ['without variants', { variants: [] }],
  ] as const)('has nothing to record %s', (_, overrides) => {
    expect(answerOf(overrides)).not.toHaveProperty('exposure');
  });

  it('gives exposures that the log takes', () => {
    const exposure = exposureOf(evaluateExperiment(runningDefinition(), { unit: 'u1' }), FACTS);
    if (exposure === undefined) throw new TypeError('no exposure');
    const { type, id, time, ...data } = exposure;
    const { data: logged, ...context } = newEvent(UnitExposed, metadata({ subject: 'u1' }), {
      ...data,
      receivedAt: '2026-01-05T10:00:00.000Z',
    });
    expect({ type, id, time }).toEqual({ type: 'exposure', id: 'checkout.1', time: FACTS.time });
    expect(readEvent(context, logged)).toMatchObject({ ok: true, event: { data: logged } });
  });
});
