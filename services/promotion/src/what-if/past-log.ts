import type { Certificate, EventEnvelope, MetricsSnapshot } from '@assay/contracts';
import { messageKey, parseStreamId, streamId, TOPICS } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { eventsOfKey } from '@assay/event-bus';
import type { EventStore, StoredEvent } from '@assay/event-store';

/** A decision of the past with the evidence that it carries. */
export interface PastDecision {
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly certificate: Certificate;
}

type Log = Pick<EventBus, 'ends' | 'positionsAt' | 'records'>;

/** The stream of an experiment, as the log has it. */
export async function experimentEvents(
  bus: Log,
  project: string,
  experiment: string,
): Promise<readonly EventEnvelope[]> {
  const events: EventEnvelope[] = [];
  const stream = streamId(project, 'experiment', experiment);
  for await (const event of eventsOfKey(bus, { topic: TOPICS.experiments.name, key: stream }))
    events.push(event);
  return events;
}

/** Its snapshots, in the order of the log. */
export async function snapshotsOf(
  bus: Log,
  project: string,
  experiment: string,
): Promise<readonly MetricsSnapshot[]> {
  const snapshots: MetricsSnapshot[] = [];
  const key = messageKey({ project, subject: experiment } as EventEnvelope);
  for await (const event of eventsOfKey(bus, { topic: TOPICS.metrics.name, key }))
    if (event.type === 'MetricsSnapshot') snapshots.push(event as MetricsSnapshot);
  return snapshots;
}

const decisionIn = ({ event }: StoredEvent): readonly PastDecision[] => {
  const { certificate } = event.data as { readonly certificate?: Certificate };
  // Rollbacks carry evidence of another shape; they are no verdicts on thresholds.
  if (certificate === undefined || !('thresholds' in certificate)) return [];
  return [{ type: event.type, at: event.time, actor: event.actor, certificate }];
};

/** What was really decided about an experiment. */
export async function decisionsAbout(
  store: Pick<EventStore, 'load'>,
  project: string,
  experiment: string,
): Promise<readonly PastDecision[]> {
  return (await store.load(streamId(project, 'promotion', experiment))).flatMap(decisionIn);
}

/** Keys of the experiments of a project that the log has. */
export async function experimentsOf(bus: Log, project: string): Promise<readonly string[]> {
  const keys = new Set<string>();
  for (const { partition, earliest, end } of await bus.ends(TOPICS.experiments.name)) {
    const range = { topic: TOPICS.experiments.name, partition, from: earliest, until: end };
    for await (const page of bus.records(range))
      for (const { key: stream } of page) {
        const { project: of, kind, key } = parseStreamId(stream);
        if (of === project && kind === 'experiment') keys.add(key);
      }
  }
  return [...keys].sort();
}
