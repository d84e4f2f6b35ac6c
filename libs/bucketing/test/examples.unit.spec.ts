import {
  bucketOf,
  bucketRanges,
  checkHashing,
  checkLayer,
  checkPrerequisites,
  checkTargeting,
  checkDefinition,
  compileRule,
  evaluate,
  evaluateExperiment,
  evaluateRollout,
  explainExperiment,
  hashesAfter,
  isWithinShare,
  murmurHash3,
  readAttributes,
  remoteReasons,
  snapshotOf,
  starvedVariants,
  unitDigestText,
} from '../src/index.js';
import { md5 } from '../src/algorithms/md5.js';
import { unleashNumber } from '../src/algorithms/unleash.js';
import { experiment, rollout } from './support/definitions.js';

// What the documentation of each function shows.
describe('the examples of the documentation', () => {
  const definition = experiment();
  const snapshot = snapshotOf({ flags: [definition] });

  it('hashes and buckets', () => {
    expect(murmurHash3('Hello, world!')).toBe(0xc0363e43);
    expect(hashesAfter('checkout:')('visitor-1')).toBe(murmurHash3('checkout:visitor-1'));
    expect(bucketOf('checkout', 'visitor-1')).toBe(6_707);
    expect(isWithinShare('checkout:gate', 'visitor-1', 100)).toBe(true);
    expect(bucketRanges([1, 1, 2])).toEqual([2_500, 5_000, 10_000]);
    expect(unleashNumber('gr1', '123', 100)).toBe(73);
  });

  it('evaluations', () => {
    expect(evaluate(snapshot, 'checkout', { unit: 'visitor-1' }).reason).toBe('split');
    expect(['control', 'treatment']).toContain(evaluateExperiment(definition, { unit: 'visitor-1' }).variant);
    expect(evaluateRollout(rollout(), { unit: 'visitor-1' }).enabled).toBe(true);
    expect(explainExperiment(definition, { unit: 'visitor-1' }).steps.at(-1)?.rule).toBe('weights');
    expect(unitDigestText('checkout', 'visitor-1')).toBe('checkout:visitor-1');
  });

  it('rules', () => {
    const rule = compileRule({ op: 'equals', attribute: 'country', value: 'DE' });
    const facts = { unit: 'u', attributes: { country: 'DE' }, segment: () => undefined };
    expect(rule?.(facts)).toBe(true);
    expect(checkTargeting({ op: 'matches', attribute: 'mail', value: '(' })[0]?.code).toBe(
      'RULE_PATTERN_INVALID',
    );
  });

  it('checks', () => {
    expect(checkDefinition(definition, snapshot)).toEqual([]);
    expect(checkHashing({ algorithm: 'crc32' })[0]?.code).toBe('HASHING_ALGORITHM_UNKNOWN');
    expect(checkLayer([{ experiment: 'a', ranges: [{ from: 0, to: 5_000 }] }])).toEqual([]);
    const itself = [{ flag: 'a', variants: ['on'] }];
    expect(checkPrerequisites('a', itself, () => undefined)[0]?.code).toBe('PREREQUISITE_ITSELF');
    const at10Percent = experiment({ trafficAllocation: 10, hashing: { algorithm: 'md5' } });
    expect(starvedVariants(at10Percent, md5).map(({ variant }) => variant)).toEqual(['treatment']);
  });

  it('what clients need to know', () => {
    expect(remoteReasons(experiment({ weightsChanged: true }), snapshot)).toEqual(['weights']);
    const targeted = experiment({ targeting: { op: 'exists', attribute: 'country' } });
    expect(readAttributes(targeted, { country: 'DE', mail: 'x' }, snapshot)).toEqual({ country: 'DE' });
  });
});
