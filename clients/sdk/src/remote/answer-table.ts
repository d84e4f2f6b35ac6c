import type { EvaluationContext } from '../flag/evaluation-context.js';
import { contextText } from '../flag/evaluation-context.js';
import type { FlagFailure, FlagOutcome } from '../flag/flag-details.js';

export type AnswersSource = 'bootstrap' | 'copy' | 'gateway';

export interface Answers {
  readonly source: AnswersSource;
  readonly outcomes: ReadonlyMap<string, FlagOutcome>;
  /** Why nobody is answered with this context. */
  readonly failed?: FlagFailure | undefined;
  readonly etag?: string | undefined;
  /** The tag of the definitions that they were made with. */
  readonly tag?: string | undefined;
}

/** The gateway's answers for the present context; nothing of one context is ever served to another. */
export class AnswerTable {
  #answers: Answers | undefined;
  #context = '';
  /** Whether who asks may have been somebody else before; undefined: nobody has said so. */
  linked: boolean | undefined;

  /** Undefined before there are any. */
  get present(): Answers | undefined {
    return this.#answers;
  }

  /** Stands for the context that is in force. */
  get asker(): string {
    return this.#context;
  }

  of(key: string): FlagOutcome | undefined {
    return this.#answers?.failed ?? this.#answers?.outcomes.get(key);
  }

  get keys(): readonly string[] {
    return [...(this.#answers?.outcomes.keys() ?? [])];
  }

  /** From here on it is this context that asks; what is known holds for another one. */
  reset(context: EvaluationContext): void {
    this.#context = contextText(context);
    this.#answers = this.linked = undefined;
  }

  /** Takes answers for a context; not when another one is in force already. */
  take(asker: string, answers: Answers): boolean {
    if (asker !== this.#context) return false;
    this.#answers = answers;
    return true;
  }
}
