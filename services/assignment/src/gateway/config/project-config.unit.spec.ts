import type { HoldoutDefinition, RolloutDefinition } from '@assay/bucketing';
import { runningDefinition } from '../../../test/support/running-definition.js';
import { ProjectConfig } from './project-config.js';

const rollout = (overrides: Partial<RolloutDefinition> = {}): RolloutDefinition => ({
  kind: 'rollout',
  key: 'search',
  status: 'in_progress',
  salt: 's',
  revision: 'r1',
  percentage: 10,
  activation: 'a1',
  allow: new Set(['d2', 'd1']),
  deny: new Set(),
  ...overrides,
});

const holdout: HoldoutDefinition = { key: 'all', scope: 'global', salt: 'h', percent: 5 };

describe('the tag of a configuration', () => {
  it('is the same for the same definitions, in whatever order and after whatever else', () => {
    const [one, other] = [new ProjectConfig(), new ProjectConfig()];
    one.setExperiment(runningDefinition(), 1);
    one.setRollout(rollout());
    one.setHoldout('all', holdout);
    other.setHoldout('all', { ...holdout, percent: 50 });
    other.setRollout(rollout({ percentage: 1, allow: new Set() }));
    other.setHoldout('all', holdout);
    other.setExperiment(runningDefinition({ status: 'paused' }), 1);
    other.setRollout(rollout({ allow: new Set(['d1', 'd2']) }));
    other.setExperiment(runningDefinition(), 1);
    expect(other.tag).toBe(one.tag);
  });

  it.each<[string, (config: ProjectConfig) => void]>([
    ['a status', (config) => config.setExperiment(runningDefinition({ status: 'paused' }), 1)],
    ['an allocation', (config) => config.setExperiment(runningDefinition({ trafficAllocation: 1 }), 1)],
    ['a percentage', (config) => config.setRollout(rollout({ percentage: 20 }))],
    ['a list', (config) => config.setRollout(rollout({ deny: new Set(['d9']) }))],
    ['a holdout', (config) => config.setHoldout('all', { ...holdout, percent: 6 })],
  ])('changes with %s', (_name, change) => {
    const config = new ProjectConfig();
    config.setExperiment(runningDefinition(), 1);
    config.setRollout(rollout());
    config.setHoldout('all', holdout);
    const before = config.tag;
    change(config);
    expect(config.tag).not.toBe(before);
  });
});

describe('what a project has', () => {
  const config = new ProjectConfig();
  config.setExperiment(runningDefinition(), 1);
  config.setExperiment(runningDefinition({ key: 'drafted', status: 'draft' }), 2);
  config.setExperiment(runningDefinition({ key: 'old', status: 'archived' }), 3);
  config.setExperiment(runningDefinition({ key: 'won', status: 'concluded', winner: 'treatment' }), 4);
  config.setRollout(rollout());

  it('is shown to clients as far as it is served', () => {
    expect(config.flags().map(({ key }) => key)).toEqual(['checkout', 'won', 'search']);
    expect(config.running().map(({ key }) => key)).toEqual(['checkout']);
  });

  it('is found by key, and experiments by number', () => {
    expect(config.flag('search')).toMatchObject({ kind: 'rollout' });
    expect(config.experiment('4')).toMatchObject({ key: 'won' });
    expect(config.flag('4')).toBeUndefined();
    expect(config.flag('__proto__')).toBeUndefined();
  });

  it('holds units out of everything only where the holdout is for all', () => {
    const held = new ProjectConfig();
    held.setHoldout('all', holdout);
    held.setHoldout('some', { key: 'some', scope: 'group', salt: 'g', percent: 10 });
    expect(held.globalHoldouts().map(({ key }) => key)).toEqual(['all']);
    expect(held.holdout('some')).toMatchObject({ percent: 10 });
    held.setHoldout('all', undefined);
    expect(held.globalHoldouts()).toEqual([]);
  });
});
