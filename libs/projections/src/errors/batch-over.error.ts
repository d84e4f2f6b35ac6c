import { ProjectionError } from './projection-error.js';

/** A definition sent a statement for a batch after `apply` had returned. */
export class BatchOverError extends ProjectionError {
  readonly code = 'PROJECTION_BATCH_OVER';

  constructor(topic: string, partition: number) {
    super(`the batch of partition ${String(partition)} of ${topic} is over; nothing can be written for it`, {
      topic,
      partition,
    });
  }
}
