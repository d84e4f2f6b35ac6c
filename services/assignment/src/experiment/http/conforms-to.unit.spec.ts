import 'reflect-metadata';
import type { FieldError } from '@assay/platform';
import { validationProblem } from '@assay/platform';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ChangeWeightsDto } from './command.dto.js';
import { CreateExperimentDto } from './create-experiment.dto.js';

const problemsOf = (design: object): readonly FieldError[] => {
  const dto = plainToInstance(CreateExperimentDto, { key: 'a', ...design });
  const errors = validateSync(dto, { whitelist: true, forbidNonWhitelisted: true });
  return validationProblem(errors).errors ?? [];
};

const THRESHOLD = {
  kind: 'threshold',
  measure: 'latency_p95',
  above: 800,
  windowSeconds: 300,
  minimumOutcomes: 50,
};

describe('parts of a design', () => {
  it('keep members that every object inherits, where others choose the names', () => {
    const config = { toString: 'x', deep: { valueOf: 1, b: 2 } };
    const variants = [{ key: 'toString', config }];
    const targeting = { op: 'exists', attribute: 'a', hasOwnProperty: 1 };
    const dto = plainToInstance(CreateExperimentDto, { key: 'a', variants, targeting });
    expect(dto.variants?.[0]?.config).toEqual(config);
    expect(dto.targeting).toEqual(targeting);
    const weights = { control: 1, toString: 3 };
    expect(plainToInstance(ChangeWeightsDto, { weights }).weights).toEqual(weights);
  });

  it.each([
    ['a threshold on outcomes', { guardrails: [THRESHOLD] }],
    ['a metric that is named', { guardrails: [{ kind: 'metric', metric: 'refund_rate' }] }],
    [
      'a metric that is defined in part',
      { guardrails: [{ kind: 'metric', metric: { key: 'm', type: 'mean', event: 'buy' } }] },
    ],
    ['a prerequisite', { prerequisites: [{ flag: 'shop', variants: ['on'] }] }],
    ['a way of hashing', { hashing: { algorithm: 'growthbook-v2', gate: 'coverage', salt: 'seed' } }],
    ['nothing at all', { guardrails: null, prerequisites: null, hashing: null, targeting: null }],
  ])('take %s', (_, design) => {
    expect(problemsOf(design)).toEqual([]);
  });

  it.each<[string, object, string, unknown]>([
    [
      'a measure nobody knows',
      { guardrails: [{ ...THRESHOLD, measure: 'luck' }] },
      'guardrails[0].measure',
      'luck',
    ],
    [
      'a window of a second',
      { guardrails: [THRESHOLD, { ...THRESHOLD, windowSeconds: 1 }] },
      'guardrails[1].windowSeconds',
      1,
    ],
    ['a gate nobody knows', { hashing: { algorithm: 'md5', gate: 'open' } }, 'hashing.gate', 'open'],
    [
      'a flag with an odd name',
      { prerequisites: [{ flag: 'a b', variants: ['on'] }] },
      'prerequisites[0].flag',
      'a b',
    ],
    ['a rule that is a list', { targeting: [] }, 'targeting', []],
  ])('refuse %s, and say where', (_, design, path, value) => {
    const [problem, ...others] = problemsOf(design);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ path, value });
    expect(problem?.message).not.toMatch(/undefined|\[object/);
  });
});
