import type { ExperimentEvaluation } from './evaluation.js';
import type { ExperimentQuestion, ExperimentRule } from './experiment-question.js';
import { factsOf, serve, serveControl } from './experiment-question.js';
import type { PreparedOverride } from './prepared-experiment.js';
import { unitDigestText } from './unit-digest.js';
import { variantNamed } from './variants.js';

export const digestOf = ({ definition, input, snapshot }: ExperimentQuestion): string | undefined =>
  input.unitDigest ?? snapshot.digest?.(unitDigestText(definition.key, input.unit));

function overridden(
  { definition }: ExperimentQuestion,
  key: string | undefined,
): ExperimentEvaluation | undefined {
  const variant = key === undefined ? undefined : variantNamed(definition, key);
  return variant && serve(definition, variant, 'override');
}

/** Somebody who may do so asked for this variant. */
export const forced: ExperimentRule = {
  decide: (question) =>
    question.input.forced === undefined ? undefined : overridden(question, question.input.forced),
};

// Without the digest nobody can tell whether a tester is meant: control, which no analysis counts.
export const unitOverride: ExperimentRule = {
  concerns: ({ unitOverrides }) => unitOverrides.size > 0,
  decide(question) {
    const { definition, prepared } = question;
    if (prepared.unitOverrides.size === 0) return undefined;
    const digest = digestOf(question);
    if (digest === undefined) return serveControl(definition, 'digest_missing');
    return overridden(question, prepared.unitOverrides.get(digest));
  },
};

export function overrideThatHolds(question: ExperimentQuestion): PreparedOverride | undefined {
  const facts = factsOf(question);
  return question.prepared.ruleOverrides.find(({ holds }) => holds?.(facts) ?? false);
}

export const ruleOverride: ExperimentRule = {
  concerns: ({ ruleOverrides }) => ruleOverrides.length > 0,
  decide: (question) => overridden(question, overrideThatHolds(question)?.variant),
};
