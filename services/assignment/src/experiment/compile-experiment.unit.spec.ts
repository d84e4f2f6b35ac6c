import { evaluateExperiment } from '@assay/bucketing';
import type { CommandOf } from '../../test/support/experiment-story.js';
import {
  CREATED,
  DESIGN,
  existingAfter,
  history,
  promoted,
  rolledBack,
  STARTED,
  stateAfter,
  variant,
} from '../../test/support/experiment-story.js';
import { compileExperiment } from './compile-experiment.js';
import type { References } from '../references/references.js';
import type { ExperimentDesign } from './experiment-state.js';
import { revisionOf } from './revision.js';

const compiledAfter = (...commands: readonly CommandOf[]) =>
  compileExperiment(existingAfter(history(...commands)));

const served = (...commands: readonly CommandOf[]) => {
  const { variant: key, reason } = evaluateExperiment(compiledAfter(...commands), { unit: 'visitor-1' });
  return { key, reason };
};

describe('compileExperiment', () => {
  it('draws variants while it runs', () => {
    expect(compiledAfter(CREATED, STARTED)).toMatchObject({ status: 'running', run: 1, phase: 1 });
    expect(served(CREATED, STARTED).reason).toBe('split');
  });

  it.each<[string, readonly CommandOf[], { key: string; reason: string }]>([
    ['a draft', [CREATED], { key: 'control', reason: 'not_started' }],
    [
      'a pause',
      [CREATED, STARTED, { type: 'PauseExperiment', reason: 'x' }],
      { key: 'control', reason: 'paused' },
    ],
    ['a promotion', [CREATED, STARTED, promoted(4)], { key: 'treatment', reason: 'winner' }],
    [
      'its rollback',
      [CREATED, STARTED, promoted(4), rolledBack()],
      { key: 'control', reason: 'rolled_back' },
    ],
  ])('serves the same to all after %s', (_, commands, expected) => {
    expect(served(...commands)).toEqual(expected);
  });

  it('does not assign in an imported experiment, and serves its winner once it has one', () => {
    const imported = { ...CREATED, design: { ...DESIGN, origin: 'imported' } } as CommandOf;
    expect(served(imported, STARTED)).toEqual({ key: 'control', reason: 'not_started' });
    expect(served(imported, STARTED, promoted(4))).toEqual({ key: 'treatment', reason: 'winner' });
  });
});

describe('revisionOf', () => {
  const run = { run: 1, phase: 1, salt: 's' };
  const variants = [variant('control'), variant('treatment')];
  const served = { design: DESIGN, variants, overrides: [] };
  const base = revisionOf(served, run);

  it('is the same for the same content', () => {
    expect(revisionOf({ ...served, design: { ...DESIGN, name: 'Another name' } }, run)).toBe(base);
    expect(revisionOf(served, { ...run, bucketVersion: 1 })).toBe(base);
  });

  it.each([
    ['a weight', { variants: [variant('control'), variant('treatment', { weight: 2 })] }, {}],
    ['a config', { variants: [variant('control'), variant('treatment', { config: { a: 1 } })] }, {}],
    ['the order', { variants: [variant('treatment'), variant('control')] }, {}],
    ['the phase', {}, { phase: 2 }],
    ['the bucket version', {}, { bucketVersion: 2 }],
    ['the allocation', { design: { ...DESIGN, trafficAllocation: 1 } }, {}],
    ['the type', { design: { ...DESIGN, experimentType: 'bandit' as const } }, {}],
    ['a rule', { design: { ...DESIGN, targeting: { op: 'exists', attribute: 'a' } } }, {}],
    ['an override', { overrides: [{ id: 'o', digest: 'd', variant: 'control' }] }, {}],
  ])('changes with %s', (_, content, place) => {
    const other = revisionOf({ ...served, ...content }, { ...run, ...place });
    expect(other).not.toBe(base);
    expect(other).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('what an experiment refers to', () => {
  const RULE = {
    op: 'all',
    rules: [
      { op: 'in_segment', segment: 'beta' },
      { op: 'not', rule: { op: 'in_segment', segment: 'old', hash: 'pinned' } },
    ],
  };
  const design: ExperimentDesign = {
    ...DESIGN,
    layer: 'pages',
    holdouts: ['growth'],
    prerequisites: [{ flag: 'shop', variants: ['on'] }],
    targeting: RULE,
    hashing: { algorithm: 'md5', salt: 'brought' },
  };
  const created = { ...CREATED, design } as CommandOf;
  const references: References = {
    layerSlot: () => ({ layer: 'pages', salt: 'layer-salt', ranges: [{ from: 0, to: 100 }] }),
    holdout: (key) => ({ key, scope: 'group', salt: 'h', percent: 5 }),
    globalHoldouts: () => [{ key: 'all', scope: 'global', salt: 'g', percent: 1 }],
    segmentHash: (key) => (key === 'beta' ? 'beta-1' : undefined),
    flagRevision: () => 'shop-1',
  };

  function compiled(changes: Partial<References> = {}) {
    return compileExperiment(existingAfter(history(created, STARTED)), { ...references, ...changes });
  }

  it('is put into the definition as it stands', () => {
    expect(compiled()).toMatchObject({
      salt: 'brought',
      layer: { layer: 'pages', salt: 'layer-salt', ranges: [{ from: 0, to: 100 }] },
      holdouts: ['growth'],
      hashing: { algorithm: 'md5' },
      targeting: {
        rules: [{ segment: 'beta', hash: 'beta-1' }, { rule: { segment: 'old', hash: 'pinned' } }],
      },
    });
    expect(compiled().hashing).not.toHaveProperty('salt');
  });

  it('has nobody take part in a layer that gives it nothing, and nobody belong to a segment that is not there', () => {
    const definition = compiled({ layerSlot: () => undefined, segmentHash: () => undefined });
    expect(definition.layer?.ranges).toEqual([]);
    expect(definition.targeting).toMatchObject({ rules: [{ hash: '' }, {}] });
  });

  it.each<[string, Partial<References>]>([
    ['a segment', { segmentHash: () => 'beta-2' }],
    ['a group holdout', { holdout: (key) => ({ key, scope: 'group', salt: 'h', percent: 6 }) }],
    ['the global holdouts', { globalHoldouts: () => [] }],
    ['the part of the layer', { layerSlot: () => ({ layer: 'pages', salt: 'x', ranges: [] }) }],
    ['a prerequisite', { flagRevision: () => 'shop-2' }],
  ])('gives another revision when %s changes', (_, changes) => {
    expect(compiled(changes).revision).not.toBe(compiled().revision);
    expect(compiled(changes).revision).toMatch(/^[0-9a-f]{32}$/);
  });

  it('leaves the revision of an experiment that refers to nothing as its events say it', () => {
    const state = stateAfter(history(CREATED, STARTED));
    if (state.status !== 'running') throw new TypeError(state.status);
    expect(compileExperiment(state).revision).toBe(state.current.revision);
  });
});
