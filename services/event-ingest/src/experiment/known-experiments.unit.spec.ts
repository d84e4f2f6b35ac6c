import { streamId } from '@assay/contracts';
import { KnownExperiments } from './known-experiments.js';

describe('the experiments that the log has told of', () => {
  const subject = streamId('default', 'experiment', 'checkout');
  const created = { type: 'ExperimentCreated', subject, data: {} };
  const added = (key: string) => ({ type: 'VariantAdded', subject, data: { key } });
  const known = (...events: readonly { type: string; subject: string; data: object }[]) => {
    const experiments = new KnownExperiments();
    for (const event of events) experiments.apply(event);
    return experiments;
  };

  it.each([
    ['in their order', [created, added('a'), added('b')]],
    ['in any other', [added('b'), created, added('a'), added('b')]],
  ])('have the variants that were added, %s', (_, events) => {
    expect([...(known(...events).find('default', 'checkout') ?? [])].sort()).toEqual(['a', 'b']);
  });

  it('are those of one project, and none that nobody created', () => {
    expect(known(created, added('a')).find('other', 'checkout')).toBeUndefined();
    expect(known(created).find('default', 'chekout')).toBeUndefined();
  });
});
