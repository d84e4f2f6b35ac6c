import type { RolloutDefinition, RolloutEvaluation } from '@assay/bucketing';
import type { HadFeature } from '../rollout-handling/compile-rollout.js';
import { evaluateUnit, goesBySegments } from '../rollout-handling/compile-rollout.js';
import type { ActivationRecord } from '../rollout/history/activation-record.js';
import type { RolloutLife } from './life.js';

/** A stretch of a rollout’s life. */
export interface Stretch extends ActivationRecord {
  readonly until: string | null;
  /** Milliseconds since 1970. */
  readonly sinceMs: number;
  /** Whether a unit had the version that was rolled out in it. */
  readonly isCandidate: HadFeature;
  /** Whether a unit had the feature in it: of its tier, or all where a version was live. */
  readonly isEnabled: HadFeature;
}

type Listed = Pick<RolloutDefinition, 'key' | 'salt' | 'allow' | 'deny'>;

function candidateIn(
  listed: Listed,
  trustsName: boolean,
  { percentage, activation }: ActivationRecord,
): HadFeature {
  const then: RolloutDefinition = {
    ...{ kind: 'rollout', status: 'in_progress', revision: '' },
    ...listed,
    ...{ percentage, activation },
  };
  // What is asked of a unit is asked in one go.
  let last: { readonly unit: string; readonly evaluation: RolloutEvaluation } | undefined;
  return (unit, namesActivation) => {
    if (last?.unit !== unit) last = { unit, evaluation: evaluateUnit(then, unit) };
    const { evaluation } = last;
    return namesActivation && trustsName ? evaluation.reason !== 'denied' : evaluation.enabled;
  };
}

/** The life of a rollout, stretch by stretch. */
export function stretchesOf({ design, history }: RolloutLife): readonly Stretch[] {
  const { key, salt } = design;
  const listed = { key, salt, allow: new Set(design.allow), deny: new Set(design.deny) };
  const trustsName = goesBySegments(design);
  return history.map((record, index) => {
    const isCandidate = candidateIn(listed, trustsName, record);
    return {
      ...record,
      until: history[index + 1]?.since ?? null,
      sinceMs: Date.parse(record.since),
      isCandidate,
      isEnabled: record.percentage === 0 ? () => false : isCandidate,
    };
  });
}
