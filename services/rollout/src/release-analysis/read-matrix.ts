import { Type } from '@sinclair/typebox';
import type { Static } from '@sinclair/typebox';
import { compileCheck } from '@assay/platform';
import { SourceFailedError } from './source-failed.error.js';

const Matrix = Type.Object({
  status: Type.Literal('success'),
  data: Type.Object({
    resultType: Type.Literal('matrix'),
    result: Type.Array(Type.Object({ values: Type.Array(Type.Tuple([Type.Number(), Type.String()])) })),
  }),
});
const check = compileCheck(Matrix);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SourceFailedError('Prometheus answered with what is no JSON');
  }
}

const errorIn = (answer: unknown): string | undefined =>
  typeof answer === 'object' && answer !== null && 'error' in answer && typeof answer.error === 'string'
    ? answer.error.slice(0, 200)
    : undefined;

/**
 * The points of an answer of Prometheus; those that are no number (`NaN`, `+Inf`) are left out.
 * @throws SourceFailedError for an error, several series, and anything that is no matrix
 */
export function readMatrix(text: string): readonly number[] {
  const answer = parsed(text);
  const problem = check(answer);
  if (problem !== undefined) {
    const said = errorIn(answer) ?? `${problem.path} ${problem.message}`;
    throw new SourceFailedError(`Prometheus answered: ${said}`);
  }
  const { result } = (answer as Static<typeof Matrix>).data;
  if (result.length > 1)
    throw new SourceFailedError(`the query gives ${String(result.length)} series: aggregate them into one`);
  return (result[0]?.values ?? []).map(([, value]) => Number(value)).filter(Number.isFinite);
}
