import type { Table } from '../../reporting/table.js';
import type { FeatureReport } from './feature-report.js';

const NOT_DEFINED = 'the feature names no event for it';

/** One row for each figure, with the reason where there is none. */
export function featureTable({ events, users, rates, sessionSeconds, impact }: FeatureReport): Table {
  const shares = {
    ...rates,
    conversionOfUsers: impact.conversion.users,
    conversionOfOthers: impact.conversion.others,
  };
  const averages = {
    sessionSeconds,
    revenuePerUser: impact.revenue.users,
    revenuePerOther: impact.revenue.others,
  };
  return {
    columns: ['figure', 'value', 'of', 'rate', 'lower', 'upper', 'reason'],
    shares: ['rate', 'lower', 'upper'],
    rows: [
      ...[...Object.entries(events), ...Object.entries(users)].map(([name, value]) => [
        ...[name, value, null, null, null, null],
        value === null ? NOT_DEFINED : null,
      ]),
      ...Object.entries(shares).map(([name, { count, of, rate, interval, reason = null }]) => [
        ...[name, count, of, rate],
        ...[interval?.[0] ?? null, interval?.[1] ?? null, reason],
      ]),
      ...Object.entries(averages).map(([name, { average, of, reason = null }]) => [
        ...[name, average, of, null, null, null, reason],
      ]),
    ],
  };
}
