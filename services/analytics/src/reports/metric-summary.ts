import type { MetricType } from '@assay/contracts';
import type { MetricDefinition } from './metric-definition/metric-definition.js';
import { metricDefinition } from './metric-definition/metric-definition.js';
import type { ReportedSlot } from './read/reported-slot.js';

/** Which metric a report is about, by which definition. */
export interface MetricSummary {
  readonly key: string;
  readonly type: MetricType;
  readonly version: number;
  readonly direction: 'increase' | 'decrease';
  readonly windowHours: number | null;
  readonly definition: MetricDefinition;
}

export function metricSummary(slot: ReportedSlot): MetricSummary {
  const { key, type, direction, windowHours } = slot.spec;
  const { version } = slot;
  return { key, type, version, direction, windowHours, definition: metricDefinition(slot) };
}
