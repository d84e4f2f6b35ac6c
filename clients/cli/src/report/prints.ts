import { isShareMetric } from '@assay/contracts';
import { percent, points, significant } from '../terminal/numbers.js';
import type { ReportedMetric } from './report.js';

type Print = (value: number | null | undefined) => string;

/** How the values of a metric and differences to control are printed: shares in percent and percentage points. */
export function printsOf(type: ReportedMetric['type']): {
  readonly print: Print;
  readonly printDifference: Print;
} {
  return isShareMetric(type)
    ? { print: percent, printDifference: points }
    : { print: significant, printDifference: significant };
}

/** When the alarm of a wrong split would be raised; older services do not say it. */
export const raisedAt = ({ alarmAt }: { readonly alarmAt?: number }): string =>
  alarmAt === undefined ? '' : `, which is raised at ${String(alarmAt)} or below`;
