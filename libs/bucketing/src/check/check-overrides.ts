import type { Overrides } from '../definition/definition.js';
import { checkTargeting } from './check-targeting.js';
import type { DefinitionProblem } from './definition-problem.js';
import { MOST_PROBLEMS, problem, under } from './definition-problem.js';

const DIGEST = /^[0-9a-f]{64}$/;

function unknownVariant(
  variant: string,
  variants: readonly string[],
  path: string,
): readonly DefinitionProblem[] {
  if (variants.includes(variant)) return [];
  return [problem('VARIANT_UNKNOWN', under(path, 'variant'), variant, `variants are ${variants.join(', ')}`)];
}

function checkUnits(
  units: NonNullable<Overrides['units']>,
  variants: readonly string[],
): readonly DefinitionProblem[] {
  const seen = new Set<string>();
  return units.flatMap(({ digest, variant }, index) => {
    const path = under('overrides.units', index);
    const repeated = seen.has(digest);
    seen.add(digest);
    return [
      ...(DIGEST.test(digest)
        ? []
        : [problem('OVERRIDE_DIGEST_INVALID', under(path, 'digest'), digest, 'is not a hex SHA-256')]),
      ...(repeated
        ? [problem('OVERRIDE_REPEATED', under(path, 'digest'), digest, 'the unit has two variants')]
        : []),
      ...unknownVariant(variant, variants, path),
    ];
  });
}

/**
 * Can these forced variants be served?
 * @param variants the keys of the experiment's variants
 * @returns at most 20 problems
 */
export function checkOverrides(
  { units = [], rules = [] }: Overrides,
  variants: readonly string[],
): readonly DefinitionProblem[] {
  const ofRules = rules.flatMap(({ when, variant }, index) => {
    const path = under('overrides.rules', index);
    return [...checkTargeting(when, under(path, 'when')), ...unknownVariant(variant, variants, path)];
  });
  return [...checkUnits(units, variants), ...ofRules].slice(0, MOST_PROBLEMS);
}
