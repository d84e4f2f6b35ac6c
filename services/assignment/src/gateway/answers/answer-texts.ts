import { randomUUID } from 'node:crypto';
import type { ExperimentDefinition, ExperimentEvaluation } from '@assay/bucketing';

/** What the answers of one outcome differ in. */
export interface AnswerFacts {
  readonly unit: string;
  /** When it is given, as ISO text. */
  readonly time: string;
}

type BuildAnswer = (
  definition: ExperimentDefinition,
  evaluation: ExperimentEvaluation,
  facts: AnswerFacts,
) => object;

/** A text, and the fact that stands after it; the last has none. */
interface Part {
  readonly text: string;
  readonly fact?: keyof AnswerFacts;
}

/** What the answers of one definition differ in; a revision has its propensities, they need not be looked at. */
interface Outcome extends Pick<ExperimentEvaluation, 'reason' | 'variant' | 'revision' | 'phase'> {
  readonly parts: readonly Part[];
}

/** Beyond this many outcomes of one definition (old revisions of sticky assignments) texts are made anew. */
const MOST_OUTCOMES = 200;

const isOf = (outcome: Outcome, { reason, variant, revision, phase }: ExperimentEvaluation): boolean =>
  outcome.variant === variant &&
  outcome.reason === reason &&
  outcome.phase === phase &&
  outcome.revision === revision;

/**
 * Answers as JSON text. A definition has few outcomes, and the answers of one outcome differ in the unit and the time
 * alone: the text around them is made once.
 */
export class AnswerTexts {
  private readonly outcomes = new WeakMap<ExperimentDefinition, Outcome[]>();
  /** Stand for the facts where the text is made; nobody can have put them into a configuration. */
  private readonly placeholders: AnswerFacts = { unit: randomUUID(), time: randomUUID() };

  constructor(private readonly build: BuildAnswer) {}

  text(definition: ExperimentDefinition, evaluation: ExperimentEvaluation, facts: AnswerFacts): string {
    let answer = '';
    for (const { text, fact } of this.partsOf(definition, evaluation))
      answer += fact === undefined ? text : text + JSON.stringify(facts[fact]);
    return answer;
  }

  private partsOf(definition: ExperimentDefinition, evaluation: ExperimentEvaluation): readonly Part[] {
    const known = this.outcomesOf(definition);
    for (const outcome of known) if (isOf(outcome, evaluation)) return outcome.parts;
    const { reason, variant, revision, phase } = evaluation;
    const parts = this.make(definition, evaluation);
    if (known.length < MOST_OUTCOMES) known.push({ reason, variant, revision, phase, parts });
    return parts;
  }

  private outcomesOf(definition: ExperimentDefinition): Outcome[] {
    const known = this.outcomes.get(definition);
    if (known !== undefined) return known;
    const none: Outcome[] = [];
    this.outcomes.set(definition, none);
    return none;
  }

  private make(definition: ExperimentDefinition, evaluation: ExperimentEvaluation): readonly Part[] {
    const text = JSON.stringify(this.build(definition, evaluation, this.placeholders));
    const { unit, time } = this.placeholders;
    const pieces = text.split(new RegExp(`"(${unit}|${time})"`));
    return pieces.flatMap((piece, index) => {
      if (index % 2 === 1) return [];
      const after = pieces[index + 1];
      return after === undefined
        ? [{ text: piece }]
        : [{ text: piece, fact: after === unit ? 'unit' : 'time' }];
    });
  }
}
