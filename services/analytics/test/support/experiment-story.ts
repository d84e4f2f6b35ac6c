import type { EventDefinition, EventEnvelope, DataOf } from '@assay/contracts';
import {
  ExperimentCreated,
  ExperimentStarted,
  newEvent,
  streamId,
  timeOrderedId,
  VariantAdded,
} from '@assay/contracts';
import type { Measured } from './events.js';
import { experimentCreated, START } from './events.js';

/** The decision stream of one experiment, event by event, as its owner publishes it. */
export class ExperimentStory {
  readonly events: EventEnvelope[] = [];

  constructor(
    private readonly key: string,
    private readonly project = 'default',
  ) {}

  /** A running experiment with control and treatments of the given weights. */
  static running(
    key: string,
    metrics: Measured,
    weights: Readonly<Record<string, number>> = { control: 1, treatment: 1 },
  ): ExperimentStory {
    const story = new ExperimentStory(key).created(metrics);
    for (const [variant, weight] of Object.entries(weights))
      story.then(VariantAdded, {
        key: variant,
        name: variant,
        isControl: isFirst(weights, variant),
        weight,
        config: {},
      });
    return story.started(1);
  }

  created(metrics: Measured): this {
    const { data } = experimentCreated(this.key, metrics, { project: this.project });
    return this.then(ExperimentCreated, data as DataOf<typeof ExperimentCreated>);
  }

  started(run: number): this {
    const startedAt = new Date(START).toISOString();
    return this.then(ExperimentStarted, { run, phase: 1, revision: 'r', salt: 's', startedAt });
  }

  /** @param time when it happened, in milliseconds since 1970 */
  then<Definition extends EventDefinition>(
    definition: Definition,
    data: DataOf<Definition>,
    time = START,
  ): this {
    const version = this.events.length + 1;
    const id = timeOrderedId(START, this.project, this.key, String(version));
    const event = newEvent(
      definition,
      {
        id,
        source: 'assignment',
        subject: streamId(this.project, 'experiment', this.key),
        time: new Date(time).toISOString(),
        project: this.project,
        actor: 'user:alice',
        correlationid: id,
      },
      data,
    );
    this.events.push({ ...event, streamversion: version });
    return this;
  }
}

const isFirst = (weights: Readonly<Record<string, number>>, variant: string): boolean =>
  Object.keys(weights)[0] === variant;
