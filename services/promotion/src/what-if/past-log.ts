import type { Certificate, EventEnvelope, MetricsSnapshot } from '@assay/contracts';
import { messageKey, parseStreamId, streamId, TOPICS } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { eventsOfKeys } from '@assay/event-bus';
import type { EventStore, StoredEvent } from '@assay/event-store';

/** A decision of the past with the evidence that it carries. */
export interface PastDecision {
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly certificate: Certificate;
}

type Log = Pick<EventBus, 'ends' | 'positionsAt' | 'records'>;

/** What the log has of an experiment. */
export interface PastExperiment {
  readonly experiment: string;
  readonly events: readonly EventEnvelope[];
  /** In the order of the log. */
  readonly snapshots: readonly MetricsSnapshot[];
}

/** So many experiments are read together: the log is gone through once for all of them. */
const TOGETHER = 20;

/** Experiments with all that the log has of them, some at a time: memory for the snapshots of those. */
export async function* pastExperiments(
  bus: Log,
  project: string,
  experiments: readonly string[],
): AsyncGenerator<PastExperiment> {
  const streamOf = (key: string): string => streamId(project, 'experiment', key);
  const keyOf = (subject: string): string => messageKey({ project, subject } as EventEnvelope);
  for (let from = 0; from < experiments.length; from += TOGETHER) {
    const some = experiments.slice(from, from + TOGETHER);
    const [streams, metrics] = await Promise.all([
      eventsOfKeys(bus, { topic: TOPICS.experiments.name, keys: some.map(streamOf) }),
      eventsOfKeys(bus, { topic: TOPICS.metrics.name, keys: some.map(keyOf) }),
    ]);
    for (const experiment of some) {
      const told = metrics.get(keyOf(experiment)) ?? [];
      yield {
        experiment,
        events: streams.get(streamOf(experiment)) ?? [],
        snapshots: told.filter(({ type }) => type === 'MetricsSnapshot') as readonly MetricsSnapshot[],
      };
    }
  }
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
