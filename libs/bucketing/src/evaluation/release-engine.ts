import type { ReleaseDefinition } from '../definition/release-definition.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import type { ExperimentInput } from './evaluation.js';
import type { ReleaseEvaluation } from './release-evaluation.js';

/** Evaluates a release for whoever asks. */
export type ReleaseEvaluator = (
  release: ReleaseDefinition,
  input: ExperimentInput,
  snapshot: Snapshot,
) => ReleaseEvaluation;

let engine: ReleaseEvaluator | undefined;

/** Gives evaluation the means to evaluate releases. Once, before any is asked about. */
export function useReleases(evaluator: ReleaseEvaluator): void {
  engine = evaluator;
}

/** Undefined where the engine was not loaded: then nobody here can tell. */
export const askRelease = (
  ...question: Parameters<ReleaseEvaluator>
): ReturnType<ReleaseEvaluator> | undefined => engine?.(...question);
