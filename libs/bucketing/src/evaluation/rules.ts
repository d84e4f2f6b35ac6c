import type { EvaluationStep, Explanation } from './evaluation.js';

/** Answers, or passes the question on to the next rule. */
export interface Rule<Question, Evaluation> {
  decide(question: Question): Evaluation | undefined;
}

/** The last rule of a set: it always answers. */
export interface LastRule<Question, Evaluation> extends Rule<Question, Evaluation> {
  decide(question: Question): Evaluation;
}

/** Rules in their order, with one at the end that always answers. */
export interface RuleSet<Question, Evaluation> {
  readonly rules: readonly Rule<Question, Evaluation>[];
  readonly otherwise: LastRule<Question, Evaluation>;
}

/** How people are told of a rule. */
export interface RuleView<Question> {
  readonly name: string;
  /** What it looks at. */
  readonly inputs?: (question: Question) => Readonly<Record<string, unknown>>;
}

/** One for each rule of a set. Apart from the rules, because clients that never explain should not load it. */
export type RuleViews<Question, Evaluation> = ReadonlyMap<Rule<Question, Evaluation>, RuleView<Question>>;

export function firstAnswer<Question, Evaluation>(
  set: RuleSet<Question, Evaluation>,
  question: Question,
): Evaluation {
  for (const rule of set.rules) {
    const answer = rule.decide(question);
    if (answer !== undefined) return answer;
  }
  return set.otherwise.decide(question);
}

/** The same rules, asked in the same way, with what each of them saw. */
export function explained<Question, Evaluation>(
  set: RuleSet<Question, Evaluation>,
  views: RuleViews<Question, Evaluation>,
  question: Question,
): Explanation<Evaluation> {
  const steps: EvaluationStep[] = [];
  for (const rule of [...set.rules, set.otherwise]) {
    const evaluation = rule.decide(question);
    const outcome = evaluation === undefined ? 'passed' : 'decided';
    const view = views.get(rule);
    steps.push({ rule: view?.name ?? '', outcome, inputs: view?.inputs?.(question) ?? {} });
    if (evaluation !== undefined) return { evaluation, steps };
  }
  return { evaluation: set.otherwise.decide(question), steps };
}
