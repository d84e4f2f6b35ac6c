import type { DefinitionProblem } from '@assay/bucketing';
import { UnprocessableProblem } from '@assay/platform';

/** Everything that is wrong with a definition, under the code of the first thing. */
export function definitionProblem(problems: readonly DefinitionProblem[]): UnprocessableProblem {
  const [first] = problems;
  const others = problems.length > 1 ? ` (and ${String(problems.length - 1)} more)` : '';
  const detail =
    first === undefined ? 'the definition is invalid' : `${first.path}: ${first.message}${others}`;
  return new UnprocessableProblem(first?.code ?? 'DEFINITION_INVALID', detail, {
    errors: problems.map(({ path, value, message, code }) => ({ path, value, message, code })),
  });
}
