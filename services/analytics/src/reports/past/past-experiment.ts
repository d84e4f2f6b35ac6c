import { streamId, TOPICS } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { eventsOfKey } from '@assay/event-bus';
import type { StreamEvent } from '../../experiments/experiment.fold.js';
import { foldExperiment } from '../../experiments/experiment.fold.js';
import type { ReportedExperiment } from '../../experiments/reported-experiment.js';

/** What reading the past needs of the log. */
export type PastLog = Pick<EventBus, 'ends' | 'positionsAt' | 'records'>;

export interface ExperimentRef {
  readonly project: string;
  readonly key: string;
}

/** An experiment as the log had it at an instant; undefined before it was created. */
export async function experimentAt(
  bus: PastLog,
  { project, key }: ExperimentRef,
  instant: number,
): Promise<ReportedExperiment | undefined> {
  const asked = { topic: TOPICS.experiments.name, key: streamId(project, 'experiment', key), until: instant };
  let experiment: ReportedExperiment | undefined;
  let version = 0;
  for await (const event of eventsOfKey(bus, asked)) {
    if (event.streamversion !== version + 1) continue;
    version += 1;
    experiment = foldExperiment(experiment, event as StreamEvent);
  }
  return experiment;
}
