import type { MetricSpec } from '@assay/contracts';
import type { VariantPhase } from './read/run-sums.js';

const isZero = (sum: unknown): boolean => Number(sum ?? 0) === 0;

/** What a reader may take for a result and is none: units were counted, but never with the event. */
export function metricNote(
  { event, denominator }: MetricSpec,
  phases: readonly VariantPhase[],
): string | undefined {
  if (phases.length === 0) return undefined;
  if (phases.every(({ sum, sumSquares }) => isZero(sum) && isZero(sumSquares))) return neverSeen(event);
  const isDivided = phases.every(({ denominatorSum }) => isZero(denominatorSum));
  return denominator !== undefined && isDivided ? neverSeen(denominator.event) : undefined;
}

const neverSeen = (event: string): string =>
  `no unit of this run has an event "${event}" that adds anything: is it sent, under this name?`;
