// Evaluation alone, for clients that count bytes: no checks, no explanations, and targeting rules only once
// `@assay/bucketing/targeting` is loaded, those that match patterns once `@assay/bucketing/patterns` is as well.
export * from './answer/flag-answer.js';
export * from './answer/recorded-facts.js';
export * from './definition/definition.js';
export * from './definition/hashing.js';
export * from './definition/release-definition.js';
export { evaluate } from './evaluation/evaluate.js';
export { evaluateExperiment, rolloutInput } from './evaluation/evaluate-experiment.js';
export { evaluateRollout, hasUnitLists, rolloutDigestText } from './evaluation/evaluate-rollout.js';
export * from './evaluation/evaluation.js';
export type * from './evaluation/release-evaluation.js';
export * from './evaluation/read-attributes.js';
export { unitDigestText } from './evaluation/unit-digest.js';
export * from './hash/bucketing-algorithm.js';
export * from './snapshot/snapshot.js';
export * from './snapshot/snapshot-of.js';
export { murmurHash3 } from './hash/murmur-hash-3.js';
export { operatorsOf } from './targeting/rule-references.js';
export * from './targeting/segment.js';
export * from './targeting/targeting-rule.js';
