import type { ExperimentDefinition, FlagDefinition, HoldoutDefinition } from '../../src/index.js';
import { evaluate, evaluateExperiment, isWithinShare, snapshotOf, unitDigestText } from '../../src/index.js';
import { sha256Hex } from '../../src/algorithms/sha256.js';
import { assigned, experiment, rollout, unitAt } from '../support/definitions.js';

const UNITS = Array.from({ length: 2_000 }, (_, index) => unitAt(index));

const reasonOf = (
  definition: Partial<ExperimentDefinition>,
  { flags = [], unit = 'u' }: { flags?: readonly FlagDefinition[]; unit?: string } = {},
): string => evaluateExperiment(experiment(definition), { unit }, snapshotOf({ flags })).reason;

describe('overrides', () => {
  const digest = sha256Hex(unitDigestText('checkout', 'tester'));
  const units = [{ digest, variant: 'treatment' }];
  const definition = experiment({ trafficAllocation: 0, overrides: { units } });

  it('are served to the unit that is meant, with the digest worked out or given', () => {
    const withDigest = snapshotOf({ digest: sha256Hex });
    expect(evaluateExperiment(definition, { unit: 'tester' }, withDigest)).toMatchObject({
      variant: 'treatment',
      reason: 'override',
      inExperiment: false,
      bucket: null,
      propensity: null,
      config: { color: 'green' },
    });
    expect(evaluateExperiment(definition, { unit: 'tester', unitDigest: digest }).reason).toBe('override');
    expect(evaluateExperiment(definition, { unit: 'other' }, withDigest).reason).toBe('not_in_traffic');
  });

  it('are control while nobody can tell whether the unit is meant', () => {
    expect(evaluateExperiment(definition, { unit: 'tester' })).toMatchObject({
      variant: 'control',
      reason: 'digest_missing',
    });
  });

  it('work out no digest where there is nothing to look up', () => {
    const digest = (): never => {
      throw new TypeError('asked for nothing');
    };
    expect(evaluateExperiment(experiment(), { unit: 'u' }, snapshotOf({ digest })).reason).toBe('split');
  });

  it('of another experiment mean nobody here', () => {
    const other = experiment({ key: 'other', overrides: { units } });
    expect(evaluateExperiment(other, { unit: 'tester' }, snapshotOf({ digest: sha256Hex })).reason).toBe(
      'split',
    );
  });
});

describe('holdouts', () => {
  const global: HoldoutDefinition = { key: 'all', scope: 'global', salt: 'h', percent: 10 };
  const group: HoldoutDefinition = { key: 'growth', scope: 'group', salt: 'g', percent: 20 };
  const snapshot = snapshotOf({ holdouts: [global, group] });
  const heldOut = (definition: ExperimentDefinition, of = snapshot) =>
    UNITS.filter((unit) => evaluateExperiment(definition, { unit }, of).reason === 'holdout');

  it('hold the same units out of every experiment', () => {
    const [first, second] = [heldOut(experiment()), heldOut(experiment({ key: 'other', salt: 'other-1' }))];
    expect(first).toEqual(second);
    expect(first).toEqual(UNITS.filter((unit) => isWithinShare('h:holdout', unit, 10)));
    expect(first.length).toBeGreaterThan(100);
  });

  it('of a group hold units out of the experiments that name it', () => {
    const named = heldOut(experiment({ holdouts: ['growth'] }));
    const unnamed = new Set(heldOut(experiment()));
    const inGroup = UNITS.filter((unit) => isWithinShare('g:holdout', unit, 20));
    expect(new Set(named)).toEqual(new Set([...unnamed, ...inGroup]));
  });

  it('keep whom they held when they grow', () => {
    const larger = snapshotOf({ holdouts: [{ ...global, percent: 30 }] });
    const grown = new Set(heldOut(experiment(), larger));
    expect(heldOut(experiment()).every((unit) => grown.has(unit))).toBe(true);
  });

  it('hold nobody out any more once they have ended', () => {
    expect(heldOut(experiment({ holdouts: ['growth'] }), snapshotOf({}))).toEqual([]);
  });
});

describe('prerequisites', () => {
  const other = (change: Partial<ExperimentDefinition> = {}) =>
    experiment({ key: 'other', salt: 'other-1', ...change });
  const asks = (flag: string, ...variants: string[]) => ({ prerequisites: [{ flag, variants }] });

  it('let in exactly the units that the other experiment gives one of the variants', () => {
    const snapshot = snapshotOf({ flags: [other()] });
    const definition = experiment(asks('other', 'treatment'));
    for (const unit of UNITS) {
      const required = evaluateExperiment(other(), { unit }).variant;
      const found = evaluateExperiment(definition, { unit }, snapshot).reason;
      expect(found).toBe(required === 'treatment' ? 'split' : 'prerequisite_failed');
    }
  });

  it('of a rollout are on or off, and know its lists', () => {
    const denied = rollout({ deny: new Set([sha256Hex(unitDigestText('search', 'u'))]) });
    const snapshot = snapshotOf({ flags: [denied], digest: sha256Hex });
    const reasons = ['on', 'off'].map(
      (variant) => evaluateExperiment(experiment(asks('search', variant)), { unit: 'u' }, snapshot).reason,
    );
    expect(reasons).toEqual(['prerequisite_failed', 'split']);
  });

  it('look at earlier assignments of the other experiment, in its run', () => {
    const asked: unknown[] = [];
    const stickyOf = (flag: string, run: number) => {
      asked.push([flag, run]);
      return assigned('treatment');
    };
    const snapshot = snapshotOf({ flags: [other({ run: 7, weightsChanged: true })] });
    const definition = experiment(asks('other', 'treatment'));
    const reasons = UNITS.map((unit) => evaluateExperiment(definition, { unit, stickyOf }, snapshot).reason);
    expect(new Set(reasons)).toEqual(new Set(['split']));
    expect(asked[0]).toEqual(['other', 7]);
  });

  it('ask an experiment that was never started without a run', () => {
    const stickyOf = (): never => {
      throw new TypeError('there is no run');
    };
    const flags = [other({ status: 'draft', run: null, salt: null })];
    const definition = experiment(asks('other', 'control'));
    const found = evaluateExperiment(definition, { unit: 'u', stickyOf }, snapshotOf({ flags }));
    expect(found.reason).toBe('split');
  });

  it.each([
    ['is not there', []],
    ['is not available', [other({ format: 99 })]],
    ['has no variants', [other({ variants: [] })]],
  ])('fail where the other flag %s', (_, flags) => {
    expect(reasonOf(asks('other', 'control'), { flags })).toBe('prerequisite_failed');
  });

  it('are followed over ten flags, and no further', () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, index) =>
        experiment({
          key: `f${String(index)}`,
          ...(index < length - 1 ? asks(`f${String(index + 1)}`, 'control', 'treatment') : {}),
        }),
      );
    const [short, long] = [chain(10), chain(12)];
    expect(reasonOf(asks('f0', 'control', 'treatment'), { flags: short })).toBe('split');
    // The last one that is asked fails, and serves control: what is wanted of it decides.
    const strict = long.map((flag, index) =>
      index === 9 ? { ...flag, prerequisites: [{ flag: 'f10', variants: ['treatment'] }] } : flag,
    );
    expect(evaluate(snapshotOf({ flags: strict }), 'f9', { unit: 'u' })).toMatchObject({
      kind: 'experiment',
    });
  });

  it('in a circle come to an end', () => {
    const circle = [
      experiment(asks('other', 'control', 'treatment')),
      other(asks('checkout', 'control', 'treatment')),
    ];
    const found = evaluate(snapshotOf({ flags: circle }), 'checkout', { unit: 'u' });
    expect(found.kind).toBe('experiment');
  });
});

describe('a new bucket version', () => {
  it('spreads the units anew, with the same salt', () => {
    const variants = [1, 2].map((bucketVersion) =>
      UNITS.map((unit) => evaluateExperiment(experiment({ bucketVersion }), { unit }).variant),
    );
    const [first = [], second = []] = variants;
    const moved = first.filter((variant, index) => variant !== second[index]).length;
    expect(moved / UNITS.length).toBeGreaterThan(0.45);
    expect(moved / UNITS.length).toBeLessThan(0.55);
  });

  it('is version 1 where none is given', () => {
    const drawn = [experiment(), experiment({ bucketVersion: 1 })].map((definition) =>
      UNITS.map((unit) => evaluateExperiment(definition, { unit }).bucket),
    );
    expect(drawn[0]).toEqual(drawn[1]);
  });
});

describe('definitions', () => {
  it('are objects of their own: a changed one is asked anew', () => {
    const before = experiment({ trafficAllocation: 100 });
    expect(evaluateExperiment(before, { unit: 'u' }).reason).toBe('split');
    expect(evaluateExperiment({ ...before, trafficAllocation: 0 }, { unit: 'u' }).reason).toBe(
      'not_in_traffic',
    );
  });

  it('that are frozen evaluate like others', () => {
    const frozen = Object.freeze(experiment({ targeting: Object.freeze({ op: 'all', rules: [] }) }));
    expect(evaluateExperiment(frozen, { unit: 'u' }).reason).toBe('split');
  });
});
