import type { RawEventsExpired } from '@assay/contracts';
import { messageKey, newEvent, RawEventsExpired as Expired, timeOrderedId } from '@assay/contracts';
import { partitionOfKey } from '@assay/event-bus';

const PROJECT = 'default';

/**
 * One event for each partition: its subject, which is no unit, is chosen so that its key leads there.
 * @param now milliseconds since 1970
 */
export const expiryEvents = (data: RawEventsExpired['data'], now: number): readonly RawEventsExpired[] =>
  Array.from({ length: data.partitions }, (_, partition) => expiryEvent(data, { now, partition }));

function expiryEvent(
  data: RawEventsExpired['data'],
  { now, partition }: { readonly now: number; readonly partition: number },
): RawEventsExpired {
  for (let attempt = 0; ; attempt += 1) {
    const subject = `raw-events-${String(attempt)}`;
    const id = timeOrderedId(now, 'raw-events-expired', String(partition));
    const metadata = {
      ...{ id, source: 'analytics', subject, time: new Date(now).toISOString(), project: PROJECT },
      ...{ actor: 'system:analytics', correlationid: id },
    };
    const event = newEvent(Expired, metadata, data);
    if (partitionOfKey(messageKey(event), data.partitions) === partition) return event;
  }
}
