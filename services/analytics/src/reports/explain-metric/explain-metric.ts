import { ValidationProblem } from '@assay/platform';
import { chosenMetric } from '../read/chosen-metric.js';
import type { ReportSubject } from '../read/report-subject.js';
import type { Rendered } from '../../reporting/rendered.js';
import { explainUnit } from './explain-unit.js';
import { explainVariant } from './explain-variant.js';

interface ExplainAsked {
  readonly metric?: string;
  readonly unit?: string;
  readonly variant?: string;
}

/**
 * Where a figure comes from: of a unit the events that make its value, of a variant the rows that make its sums.
 * @throws ValidationProblem unless either a unit or a variant is named
 */
export function explainMetric(subject: ReportSubject, asked: ExplainAsked): Promise<Rendered> {
  const slot = chosenMetric(subject, asked.metric);
  const { unit, variant } = asked;
  if (unit !== undefined && variant === undefined) return explainUnit(subject, slot, unit);
  if (variant !== undefined && unit === undefined) return explainVariant(subject, slot, variant);
  const path = unit === undefined ? 'unit' : 'variant';
  throw new ValidationProblem([
    { path, value: asked[path] ?? null, message: 'name either a unit or a variant, such as ?unit=visitor-1' },
  ]);
}
