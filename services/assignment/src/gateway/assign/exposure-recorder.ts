import type { ExperimentEvaluation } from '@assay/bucketing';
import { Injectable } from '@nestjs/common';
import type { AnswerFacts } from '../answers/answer-texts.js';
import { exposureOf } from './assignment-answer.js';
import { AssignmentPublisher } from './assignment-publisher.js';
import type { Caller } from './unit-assigned.js';
import { exposureName, unitExposed } from './unit-exposed.js';

/** What is forgotten is sent again, under the same id. */
const MOST_REMEMBERED = 50_000;

/** Records exposures for clients that ask for them with the assignment, in the background as assignments are. */
@Injectable()
export class ExposureRecorder {
  private readonly recorded = new Set<string>();

  constructor(private readonly publisher: AssignmentPublisher) {}

  /**
   * Does nothing for units that chance gave nothing: they do not count.
   * @returns whether it is recorded, so that nobody has to send it
   */
  record(caller: Caller, evaluation: ExperimentEvaluation, facts: AnswerFacts): boolean {
    const exposure = evaluation.inExperiment ? exposureOf(evaluation, facts) : undefined;
    if (exposure === undefined) return false;
    const name = exposureName(caller, exposure);
    if (this.recorded.has(name)) return true;
    if (!this.publisher.offerExposure(unitExposed(caller, exposure))) return false;
    if (this.recorded.size >= MOST_REMEMBERED) this.recorded.clear();
    this.recorded.add(name);
    return true;
  }
}
