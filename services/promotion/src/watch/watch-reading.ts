import type { AlertReading } from '@assay/alerts';
import type { DecisionCheck } from '@assay/contracts';
import type { Watched } from './watched-windows.js';

/** A winner in force that is watched. */
export interface WatchedPromotion extends Watched {
  readonly promotionId: string;
  readonly variant: string;
}

export const WATCH_RULE = 'promotion-watch';

/** What the watch sees of one limit of a promoted winner, as it is told. */
export function watchReading(
  { project, experiment, promotionId, variant, watch }: WatchedPromotion,
  { name, passed, value, threshold }: DecisionCheck,
): AlertReading {
  const seen =
    passed && value === null
      ? `${name} of the promoted ${variant} has too few outcomes to tell`
      : `${name} of the promoted ${variant} is ${String(value)}, the limit is ${String(threshold)}`;
  return {
    ...{ project, experiment, rule: WATCH_RULE, severity: 'critical' },
    subject: `${experiment}/${promotionId}/${name}`,
    message: seen,
    value: typeof value === 'number' ? value : null,
    limit: typeof threshold === 'number' ? threshold : null,
    details: { promotionId, variant, onBreach: watch.onBreach },
  };
}
