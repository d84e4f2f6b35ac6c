import type { LifeMark } from '../statistics/life.js';

/** A rollout in one partition. */
export interface RolloutPart {
  readonly project: string;
  readonly rollout: string;
  readonly partition: number;
}

/** Up to where the units of a part are counted, and by which life of the rollout. */
export interface CountedRollout extends RolloutPart {
  readonly mark: LifeMark;
  /** Units up to this one are counted, in the order of their bytes; null when all are. */
  readonly after: string | null;
}

export const partName = ({ project, rollout, partition }: RolloutPart): string =>
  JSON.stringify([project, rollout, partition]);

/** Whether what comes of a unit is added to the counts: who is not counted yet is counted as a whole, later. */
export const isCounted = ({ after }: Pick<CountedRollout, 'after'>, unit: string): boolean =>
  after === null || Buffer.compare(Buffer.from(unit), Buffer.from(after)) <= 0;

/** Columns of parts, as parameters of a statement. */
export const partColumns = (parts: readonly RolloutPart[]) =>
  [
    parts.map(({ project }) => project),
    parts.map(({ rollout }) => rollout),
    parts.map(({ partition }) => partition),
  ] as const;
