import { MetricNotFoundProblem, NoMetricProblem } from '../report-problems.js';
import type { ReportedSlot } from './reported-slot.js';
import type { ReportSubject } from './report-subject.js';

/**
 * The metric that is asked for; the primary one, else the first, where none is named.
 * @throws MetricNotFoundProblem, NoMetricProblem
 */
export function chosenMetric(
  { experiment, slots }: Pick<ReportSubject, 'experiment' | 'slots'>,
  asked: string | undefined,
): ReportedSlot {
  const key = asked ?? experiment.primaryMetric ?? slots[0]?.spec.key;
  if (key === undefined) throw new NoMetricProblem(experiment.key);
  const slot = slots.find(({ spec }) => spec.key === key);
  if (slot === undefined)
    throw new MetricNotFoundProblem(
      experiment.key,
      key,
      slots.map(({ spec }) => spec.key),
    );
  return slot;
}
