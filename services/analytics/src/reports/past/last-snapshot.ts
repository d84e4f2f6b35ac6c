import type { EventEnvelope, MetricsSnapshot } from '@assay/contracts';
import { messageKey, TOPICS } from '@assay/contracts';
import { decodeMessage, placeOfKey } from '@assay/event-bus';
import type { RunRef } from '../read/listed-cells.js';
import type { PastLog } from './past-experiment.js';

const TOPIC = TOPICS.metrics.name;
const PAGE = 2_000;
/** Further back than this, reading the log once more is no slower. */
const MOST = 100_000;

/** The last snapshot of a run that the log had at an instant; undefined where there is none, or none near. */
export async function lastSnapshot(
  bus: PastLog,
  { project, experiment, run }: RunRef,
  instant: number,
): Promise<MetricsSnapshot | undefined> {
  const key = messageKey({ project, subject: experiment } as EventEnvelope);
  const place = await placeOfKey(bus, { topic: TOPIC, key, until: instant });
  if (place === undefined) return undefined;
  const first = Math.max(place.from, place.until - MOST);
  for (let { until } = place; until > first; until -= PAGE) {
    let last: MetricsSnapshot | undefined;
    const range = { topic: TOPIC, partition: place.partition, from: Math.max(first, until - PAGE), until };
    for await (const page of bus.records(range))
      for (const record of page) {
        if (record.key !== key) continue;
        const read = decodeMessage(record);
        const event = read.ok ? (read.event as MetricsSnapshot) : undefined;
        if (event?.type === 'MetricsSnapshot' && event.data.run === run) last = event;
      }
    if (last !== undefined) return last;
  }
  return undefined;
}
