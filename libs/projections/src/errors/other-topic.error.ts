import { ProjectionError } from './projection-error.js';

/** A place was named in a topic that the read model does not follow from. */
export class OtherTopicError extends ProjectionError {
  readonly code = 'OTHER_TOPIC';

  constructor(topic: string, topics: readonly string[]) {
    super(`it does not follow from ${topic}: name places in ${topics.join(', ')}`, { topic, topics });
  }
}
