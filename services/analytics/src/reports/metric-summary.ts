import type { MetricType } from '@assay/contracts';
import type { ReportedSlot } from './read/reported-slot.js';

/** Which metric a report is about, by which definition. */
export interface MetricSummary {
  readonly key: string;
  readonly type: MetricType;
  readonly version: number;
  readonly direction: 'increase' | 'decrease';
  readonly windowHours: number | null;
}

export const metricSummary = ({
  spec: { key, type, direction, windowHours },
  version,
}: ReportedSlot): MetricSummary => ({ key, type, version, direction, windowHours });
