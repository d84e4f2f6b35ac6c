import { canonicalHash } from '@assay/contracts';
import { goesBySegments } from '../rollout-handling/compile-rollout.js';
import type { ActivationRecord } from '../rollout/history/activation-record.js';
import type { RolloutDesign } from '../rollout/rollout-state.js';

/** What statistics need to know of a rollout. */
export interface RolloutLife {
  readonly design: Pick<RolloutDesign, 'key' | 'salt' | 'allow' | 'deny' | 'segments'>;
  readonly history: readonly ActivationRecord[];
}

/** Names what a life says of units: records of activations never change, they only come and are forgotten. */
export interface LifeMark {
  /** Hash of who has the feature whatever the share of the tier. */
  readonly audience: string;
  /** Activations of the history; empty where there are none. */
  readonly first: string;
  readonly last: string;
}

export const markOf = ({ design, history }: RolloutLife): LifeMark => ({
  audience: canonicalHash({
    ...{ key: design.key, salt: design.salt, allow: design.allow, deny: design.deny },
    bySegments: goesBySegments(design),
  }),
  first: history[0]?.activation ?? '',
  last: history.at(-1)?.activation ?? '',
});

export const isSameMark = (one: LifeMark, other: LifeMark): boolean =>
  one.audience === other.audience && one.first === other.first && one.last === other.last;

/** The life as it was at an earlier mark, where nothing but activations came since; undefined otherwise. */
export function lifeAt(life: RolloutLife, mark: LifeMark): RolloutLife | undefined {
  const now = markOf(life);
  if (mark.last === '') return now.audience === mark.audience ? { ...life, history: [] } : undefined;
  if (now.audience !== mark.audience || now.first !== mark.first) return undefined;
  const end = life.history.findIndex(({ activation }) => activation === mark.last);
  return end < 0 ? undefined : { ...life, history: life.history.slice(0, end + 1) };
}
