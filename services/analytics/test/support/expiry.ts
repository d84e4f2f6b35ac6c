import type { ClosedRun, EventEnvelope } from '@assay/contracts';
import { newEvent, RawEventsExpired, timeOrderedId } from '@assay/contracts';
import { START } from './events.js';

interface Expired {
  readonly closed: readonly ClosedRun[];
  /** From when on events are kept, and exposures; milliseconds since 1970. */
  readonly from?: number;
  readonly partitions?: number;
}

/** Raw events expire in the partition that this is delivered to. */
export function expired({ closed, from, partitions = 1 }: Expired): EventEnvelope {
  const id = timeOrderedId(from ?? START, 'expired');
  const bounds =
    from === undefined
      ? {}
      : { keptFrom: new Date(from).toISOString(), exposuresFrom: new Date(from).toISOString() };
  const metadata = { id, source: 'test', subject: 'raw-events', time: new Date(from ?? START).toISOString() };
  return newEvent(
    RawEventsExpired,
    { ...metadata, project: 'default', actor: 'test', correlationid: id },
    { partitions, closed: [...closed], ...bounds },
  );
}

/** A run that is closed under definitions named like `buy@1`, and dimensions as they were registered once. */
export function closedRun(
  experiment: string,
  metrics: readonly string[],
  dimensions: readonly string[] = [],
): ClosedRun {
  return {
    project: 'default',
    experiment,
    run: 1,
    isDefined: true,
    metrics: metrics.map((name) => {
      const [metric = '', version] = name.split('@');
      return { metric, version: Number(version) };
    }),
    dimensions: dimensions.map((attribute) => ({ attribute, changes: 1 })),
  };
}
