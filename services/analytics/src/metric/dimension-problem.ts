import type { Problem } from '@assay/platform';
import { ConflictProblem, NotFoundProblem, UnprocessableProblem } from '@assay/platform';
import type { DimensionRefusal } from './dimensions.decider.js';

/** What a refusal looks like to the caller. */
export function dimensionProblem(attribute: string, refusal: DimensionRefusal): Problem {
  switch (refusal.code) {
    case 'TOO_MANY_DIMENSIONS': {
      const { code, most, ever } = refusal;
      return new UnprocessableProblem(
        code,
        `a project has at most ${String(most)} dimensions, and at most ${String(ever)} with those that were removed`,
      );
    }
    case 'DIMENSION_REGISTERED': {
      const { code, maxValues } = refusal;
      return new ConflictProblem(
        code,
        `"${attribute}" is registered with at most ${String(maxValues)} values`,
        {
          errors: [{ path: 'maxValues', value: maxValues, message: 'stays as it was registered' }],
        },
      );
    }
    case 'DIMENSION_NOT_FOUND': {
      const { code, known } = refusal;
      const message =
        known.length === 0 ? 'no dimension is registered' : `registered are ${known.join(', ')}`;
      return new NotFoundProblem(code, `there is no dimension "${attribute}": ${message}`, {
        errors: [{ path: 'attribute', value: attribute, message }],
      });
    }
  }
}
