import { TrafficFilterDefined } from '@assay/contracts';
import type { FieldError } from '@assay/platform';
import { compileCheck, ValidationProblem } from '@assay/platform';
import type { TrafficFilterDefinition } from '../traffic-filter.decider.js';
import type { DefineTrafficFilterDto } from './traffic-filter.dto.js';

const check = compileCheck(TrafficFilterDefined.data);
const checkKey = compileCheck(TrafficFilterDefined.data.properties.key);
const KINDS = new Map(
  TrafficFilterDefined.data.properties.rule.anyOf.map((rule) => [
    rule.properties.kind.const as unknown,
    compileCheck(rule),
  ]),
);

/**
 * A filter as a person asks for it.
 * @throws ValidationProblem naming what is wrong with it
 */
export function filterOf(
  key: string,
  { rule, description }: DefineTrafficFilterDto,
): TrafficFilterDefinition {
  const asked = { key: filterKey(key), rule, ...(description === undefined ? {} : { description }) };
  const problem = ruleProblem(rule) ?? check(asked);
  if (problem !== undefined) throw new ValidationProblem([problem]);
  return asked as unknown as TrafficFilterDefinition;
}

/** @throws ValidationProblem for what is no key */
export function filterKey(key: string): string {
  const problem = checkKey(key);
  if (problem !== undefined) throw new ValidationProblem([{ ...problem, path: 'key' }]);
  return key;
}

// Of several kinds the one that was meant is named; the check of them all could only say that none fits.
function ruleProblem(rule: Readonly<Record<string, unknown>>): FieldError | undefined {
  const checkRule = KINDS.get(rule['kind']);
  if (checkRule === undefined) {
    const message = `must be one of: ${[...KINDS.keys()].join(', ')}`;
    return { path: 'rule.kind', value: rule['kind'], message, code: 'FIELD_INVALID' };
  }
  const problem = checkRule(rule);
  return problem && { ...problem, path: problem.path === '' ? 'rule' : `rule.${problem.path}` };
}
