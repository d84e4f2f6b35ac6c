import { ConflictProblem, NotFoundProblem } from '@assay/platform';
import type { DeadLetterRefusal } from './dead-letter.decider.js';

export class DeadLetterNotFoundProblem extends NotFoundProblem {
  constructor(id: string) {
    super('DEAD_LETTER_NOT_FOUND', `there is no dead letter ${id}`, {
      errors: [
        { path: 'id', value: id, message: 'must be the topic, partition and offset of a dead letter' },
      ],
    });
  }
}

export class DeadLetterDiscardedProblem extends ConflictProblem {
  constructor(id: string, { by, at, reason }: DeadLetterRefusal) {
    super('DEAD_LETTER_DISCARDED', `${id} was discarded by ${by} at ${at}: ${reason}`);
  }
}

/** Only the first bytes of the message were kept, and the log no longer has the whole of it. */
export class MessageGoneProblem extends ConflictProblem {
  constructor(id: string) {
    super(
      'MESSAGE_GONE',
      `the message of ${id} is no longer in the log, and its letter holds only a part of it`,
    );
  }
}
