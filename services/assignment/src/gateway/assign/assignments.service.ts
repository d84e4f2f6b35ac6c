import type { Attributes, ExperimentDefinition, ExperimentEvaluation } from '@assay/bucketing';
import type { Clock } from '@assay/platform';
import { CLOCK, isoTime, NotFoundProblem } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AnswerTexts } from '../answers/answer-texts.js';
import { ConfigStore } from '../config/config-store.js';
import type { ProjectConfig } from '../config/project-config.js';
import { assignmentAnswer, recordedAnswer } from './assignment-answer.js';
import { Assigner } from './assigner.js';
import { ExposureRecorder } from './exposure-recorder.js';
import type { ForcedVariant } from './forced-variants.js';
import { forcedIn } from './forced-variants.js';
import type { Caller } from './unit-assigned.js';

/** A unit and what is known of it. */
export interface AskingUnit {
  readonly caller: Caller;
  readonly unit: string;
  readonly attributes?: Attributes | undefined;
  readonly forced?: ForcedVariant | undefined;
  /** The unit sees its variant with the answer: its exposure is recorded here. */
  readonly exposure?: boolean | undefined;
}

/** Answers of the gateway, as JSON text, from what is in memory. */
@Injectable()
export class AssignmentsService {
  private readonly texts = new AnswerTexts(assignmentAnswer);
  private readonly recordedTexts = new AnswerTexts(recordedAnswer);

  constructor(
    private readonly config: ConfigStore,
    private readonly assigner: Assigner,
    private readonly exposures: ExposureRecorder,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws NotFoundProblem `EXPERIMENT_NOT_FOUND` */
  one(asking: AskingUnit, experiment: string): string | Promise<string> {
    const config = this.config.table.of(asking.caller.project);
    const definition = config.experiment(experiment);
    if (definition !== undefined) return this.text(asking, definition, config);
    throw new NotFoundProblem('EXPERIMENT_NOT_FOUND', `there is no experiment "${experiment}"`, {
      errors: [
        { path: 'experiment', value: experiment, message: 'must be the key or number of an experiment' },
      ],
    });
  }

  /** Those that are known, and the names of the others. */
  several(asking: AskingUnit, experiments: readonly string[]): Promise<string> {
    const config = this.config.table.of(asking.caller.project);
    const asked = [...new Set(experiments)].map((name) => ({ name, definition: config.experiment(name) }));
    const known = asked.flatMap(({ definition }) => (definition === undefined ? [] : [definition]));
    const unknown = asked.flatMap(({ name, definition }) => (definition === undefined ? [name] : []));
    return this.list(asking, known, unknown);
  }

  allRunning(asking: AskingUnit): Promise<string> {
    return this.list(asking, this.config.table.of(asking.caller.project).running(), []);
  }

  private async list(
    asking: AskingUnit,
    definitions: readonly ExperimentDefinition[],
    unknown: readonly string[],
  ): Promise<string> {
    const config = this.config.table.of(asking.caller.project);
    const texts = await Promise.all(
      definitions.map(async (definition) => this.text(asking, definition, config)),
    );
    return `{"assignments":[${texts.join(',')}],"unknown":${JSON.stringify(unknown)}}`;
  }

  // Most answers need no waiting; a promise for each of them would be a good part of their cost.
  private text(
    { caller, unit, attributes, forced, exposure }: AskingUnit,
    definition: ExperimentDefinition,
    snapshot: ProjectConfig,
  ): string | Promise<string> {
    const question = { caller, definition, unit, attributes, snapshot, forced: forcedIn(definition, forced) };
    const evaluated = this.assigner.evaluate(question);
    const time = isoTime(this.clock.now());
    const text = (evaluation: ExperimentEvaluation): string => {
      const facts = { unit, time };
      const isRecorded = exposure === true && this.exposures.record(caller, evaluation, facts);
      return (isRecorded ? this.recordedTexts : this.texts).text(definition, evaluation, facts);
    };
    return evaluated instanceof Promise ? evaluated.then(text) : text(evaluated);
  }
}
