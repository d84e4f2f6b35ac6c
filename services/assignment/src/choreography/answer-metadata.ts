import type { EventEnvelope, EventMetadata } from '@assay/contracts';
import { derivedId, streamId } from '@assay/contracts';

/** Of what an experiment does about an event. Id and time follow from it: one that comes twice is answered once. */
export const answerMetadata = (asked: EventEnvelope, experiment: string): EventMetadata => ({
  id: derivedId(asked.id, 'answer of the experiment'),
  source: 'assignment',
  subject: streamId(asked.project, 'experiment', experiment),
  time: asked.time,
  project: asked.project,
  actor: asked.actor,
  correlationid: asked.correlationid,
  causationid: asked.id,
});
