import type { EventEnvelope } from '@assay/contracts';
import { streamId, TOPICS } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { eventsOfKeys } from '@assay/event-bus';
import type { StreamEvent } from '../../experiments/experiment.fold.js';
import { foldExperiment } from '../../experiments/experiment.fold.js';
import type { ReportedExperiment } from '../../experiments/reported-experiment.js';

/** What reading the past needs of the log. */
export type PastLog = Pick<EventBus, 'ends' | 'positionsAt' | 'records'>;

interface ExperimentRef {
  readonly project: string;
  readonly key: string;
}

/** Those of the experiments that there were at an instant, as the log had them, by key. */
export async function experimentsAt(
  bus: PastLog,
  { project, keys }: { readonly project: string; readonly keys: readonly string[] },
  instant: number,
): Promise<ReadonlyMap<string, ReportedExperiment>> {
  const streams = keys.map((key) => streamId(project, 'experiment', key));
  const events = await eventsOfKeys(bus, { topic: TOPICS.experiments.name, keys: streams, until: instant });
  const found = [...events.values()].flatMap((stream) => folded(stream) ?? []);
  return new Map(found.map((experiment) => [experiment.key, experiment]));
}

/** An experiment as the log had it at an instant; undefined before it was created. */
export async function experimentAt(
  bus: PastLog,
  { project, key }: ExperimentRef,
  instant: number,
): Promise<ReportedExperiment | undefined> {
  return (await experimentsAt(bus, { project, keys: [key] }, instant)).get(key);
}

function folded(events: readonly EventEnvelope[]): ReportedExperiment | undefined {
  let experiment: ReportedExperiment | undefined;
  let version = 0;
  for (const event of events) {
    if (event.streamversion !== version + 1) continue;
    version += 1;
    experiment = foldExperiment(experiment, event as StreamEvent);
  }
  return experiment;
}
