import type { FlagDefinition, Prerequisite } from '../definition/definition.js';
import { LONGEST_CHAIN } from '../evaluation/audience.rules.js';
import type { DefinitionProblem } from './definition-problem.js';
import { MOST_PROBLEMS, problem, under } from './definition-problem.js';

/** What must be known of a flag to ask for it: its variants (of rollouts and releases `on`, `off`) and what it asks for. */
export interface RequiredFlag {
  readonly variants: readonly string[];
  readonly prerequisites: readonly Prerequisite[];
}

/** What must be known of a flag, from its definition; undefined where there is no such flag. */
export const requiredFlag = (flag: FlagDefinition | undefined): RequiredFlag | undefined =>
  flag && {
    variants: flag.kind === 'experiment' ? flag.variants.map(({ key }) => key) : ['on', 'off'],
    prerequisites: flag.kind === 'experiment' ? (flag.prerequisites ?? []) : [],
  };

/** Each way through the prerequisites costs an evaluation: more than this is refused. */
const MOST_EVALUATIONS = 100;

interface Walk {
  readonly flagOf: (key: string) => RequiredFlag | undefined;
  readonly problems: DefinitionProblem[];
  evaluations: number;
}

function follow(key: string, trail: readonly string[], path: string, walk: Walk): void {
  walk.evaluations += 1;
  if (walk.evaluations > MOST_EVALUATIONS) return;
  const chain = [...trail, key];
  const text = chain.join(' → ');
  if (trail.includes(key)) {
    walk.problems.push(problem('PREREQUISITE_CYCLE', path, chain, `${text} is a cycle`));
    return;
  }
  if (trail.length > LONGEST_CHAIN) {
    const message = `${text} is longer than ${String(LONGEST_CHAIN)}`;
    walk.problems.push(problem('PREREQUISITE_CHAIN_TOO_LONG', path, chain, message));
    return;
  }
  for (const { flag } of walk.flagOf(key)?.prerequisites ?? []) follow(flag, chain, path, walk);
}

function checkOne(key: string, { flag, variants }: Prerequisite, path: string, walk: Walk): void {
  if (flag === key) {
    walk.problems.push(problem('PREREQUISITE_ITSELF', under(path, 'flag'), flag, `${key} asks for itself`));
    return;
  }
  const required = walk.flagOf(flag);
  if (required === undefined) {
    walk.problems.push(
      problem(
        'PREREQUISITE_UNKNOWN',
        under(path, 'flag'),
        flag,
        'must be the key of an experiment, a rollout or a release',
      ),
    );
    return;
  }
  for (const [index, variant] of variants.entries())
    if (!required.variants.includes(variant))
      walk.problems.push(
        problem(
          'VARIANT_UNKNOWN',
          under(path, 'variants', index),
          variant,
          `${flag} has ${required.variants.join(', ')}`,
        ),
      );
  follow(flag, [key], under(path, 'flag'), walk);
}

/**
 * Can these prerequisites be asked for? They must exist, have the variants, and lead back to nobody: evaluation
 * follows them without looking whether it has been there.
 * @param key the experiment that asks
 * @param prerequisites what it asks for
 * @param flagOf every flag as it is defined now
 * @returns at most 20 problems
 * @example checkPrerequisites('a', [{ flag: 'a', variants: ['on'] }], () => undefined)[0]?.code // 'PREREQUISITE_ITSELF'
 */
export function checkPrerequisites(
  key: string,
  prerequisites: readonly Prerequisite[],
  flagOf: (key: string) => RequiredFlag | undefined,
): readonly DefinitionProblem[] {
  const walk: Walk = { flagOf, problems: [], evaluations: 0 };
  for (const [index, prerequisite] of prerequisites.entries())
    checkOne(key, prerequisite, under('prerequisites', index), walk);
  if (walk.evaluations > MOST_EVALUATIONS) {
    const message = `more than ${String(MOST_EVALUATIONS)} flags would be evaluated for each unit`;
    walk.problems.unshift(problem('PREREQUISITES_TOO_MANY', 'prerequisites', walk.evaluations, message));
  }
  return walk.problems.slice(0, MOST_PROBLEMS);
}
