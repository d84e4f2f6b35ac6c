import type { MetricSlot } from '../../engine/state/metric-slot.js';

/** A definition of a metric, and which one. */
export type ReportedSlot = Pick<MetricSlot, 'spec' | 'version' | 'percentile' | 'denominatorPercentile'>;
