import type { Attributes, FlagDefinition } from '@assay/bucketing';
import {
  evaluateRelease,
  evaluateRollout,
  experimentAnswer,
  featureAnswer,
  releaseInput,
  rolloutInput,
} from '@assay/bucketing';
import { Injectable } from '@nestjs/common';
import { AnswerTexts } from '../answers/answer-texts.js';
import { Assigner } from '../assign/assigner.js';
import type { ForcedVariant } from '../assign/forced-variants.js';
import { forcedIn } from '../assign/forced-variants.js';
import type { Caller } from '../assign/unit-assigned.js';
import type { ProjectConfig } from '../config/project-config.js';

/** Who asks for flags, and with which definitions they are answered. */
export interface OfrepQuestion {
  readonly caller: Caller;
  readonly config: ProjectConfig;
  readonly unit: string;
  readonly attributes: Attributes;
  readonly forced?: ForcedVariant | undefined;
}

/** An answer as JSON text, and whether the same question may get another one without any change of configuration. */
export interface OfrepText {
  readonly text: string;
  readonly isProvisional: boolean;
}

/** The protocol's answers have no time. */
const NOT_TOLD = '';

/** Evaluates flags, experiments, rollouts and releases alike, for the OpenFeature Remote Evaluation Protocol. */
@Injectable()
export class OfrepEvaluator {
  private readonly texts = new AnswerTexts(experimentAnswer);

  constructor(private readonly assigner: Assigner) {}

  evaluate(question: OfrepQuestion, definition: FlagDefinition): OfrepText | Promise<OfrepText> {
    const { caller, config, unit, attributes, forced } = question;
    if (definition.kind !== 'experiment') {
      const asked = { unit, attributes };
      const evaluation =
        definition.kind === 'rollout'
          ? evaluateRollout(definition, rolloutInput(definition, asked, config))
          : evaluateRelease(definition, releaseInput(definition, asked, config));
      return { text: JSON.stringify(featureAnswer(evaluation)), isProvisional: false };
    }
    // Spreading an object costs more here than evaluating.
    const evaluated = this.assigner.evaluate({
      caller,
      definition,
      unit,
      attributes,
      forced: forcedIn(definition, forced),
      snapshot: config,
    });
    const told = (evaluation: Awaited<typeof evaluated>): OfrepText => ({
      text: this.texts.text(definition, evaluation, { unit, time: NOT_TOLD }),
      isProvisional: evaluation.reason === 'provisional',
    });
    return evaluated instanceof Promise ? evaluated.then(told) : told(evaluated);
  }
}
