import { compileCheck } from '@assay/platform';
import { BODIES, definitionFrom } from './definition-request.js';

const view = { event: 'view' };
const use = { event: 'search' };
const steps = [
  { name: 'Look', ...view },
  { name: 'Find', ...use },
];

describe('the body of a definition', () => {
  it.each([
    ['feature', { view, use }],
    ['feature', { name: 'Search', view, use, session: { ...use, attribute: 'seconds' } }],
    ['feature', { view }],
    ['feature', { view, use, colour: 'red' }],
    ['funnel', { steps }],
    ['funnel', { steps, windowHours: 48, experiment: 'checkout' }],
    ['funnel', { steps: [] }],
    ['power-users', { uses: [use] }],
    ['power-users', { uses: [use], share: 0.2, features: ['search'] }],
    ['power-users', { uses: [use], features: [{ key: 'search' }] }],
    ['power-users', { uses: [use], share: 1 }],
  ] as const)('is taken as it is documented: %s %j', async (kind, body) => {
    const taken = definitionFrom(kind, 'key', body, () => Promise.resolve(use));
    if (compileCheck(BODIES[kind])(body) === undefined) expect((await taken).kind).toBe(kind);
    else await expect(taken).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });
});
