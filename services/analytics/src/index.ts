export { AnalyticsModule } from './analytics.module.js';
export type { ExperimentReport, ExperimentSummary } from './reports/report.js';
