import type { Table } from '../../reporting/table.js';
import type { FeatureReport } from './feature-report.js';

const RATES = ['discovery', 'adoption', 'activation', 'repeatUsage', 'retention', 'referral'] as const;

/** One row for each feature. */
export const featuresTable = (reports: readonly FeatureReport[]): Table => ({
  columns: ['feature', 'status', 'saw', 'used', 'completed', ...RATES],
  shares: RATES,
  rows: reports.map(({ feature, counting, users, rates }) => [
    feature.key,
    counting.status,
    users.saw,
    users.used,
    users.completed,
    ...RATES.map((name) => rates[name].rate),
  ]),
});
