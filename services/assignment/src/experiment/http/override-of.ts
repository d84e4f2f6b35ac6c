import { createHash } from 'node:crypto';
import { unitDigestText } from '@assay/bucketing';
import { canonicalHash } from '@assay/contracts';
import { ValidationProblem } from '@assay/platform';
import type { Override } from '../experiment-state.js';
import type { OverrideDto } from './plan.dto.js';

const ID_LENGTH = 32;

/** What stands for a unit of an experiment in its stream: nothing there names it. */
export const unitDigest = (experiment: string, unit: string): string =>
  createHash('sha256').update(unitDigestText(experiment, unit)).digest('hex');

/** The id that an override of a unit has. */
export const unitOverrideId = (experiment: string, unit: string): string =>
  unitDigest(experiment, unit).slice(0, ID_LENGTH);

/**
 * The override that a request describes; the key is that of the experiment.
 * @throws ValidationProblem when it names no unit and no rule, or both
 */
export function overrideOf(experiment: string, { id, unit, when, variant }: OverrideDto): Override {
  if (unit !== undefined && when === undefined && id === undefined)
    return { id: unitOverrideId(experiment, unit), digest: unitDigest(experiment, unit), variant };
  if (unit === undefined && when !== undefined)
    return { id: id ?? `rule-${canonicalHash(when).slice(0, ID_LENGTH)}`, when, variant };
  const message = 'must be given without `when` and `id`, or a rule in `when` instead';
  throw new ValidationProblem([{ path: 'unit', value: unit, message }]);
}
