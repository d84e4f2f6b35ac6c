import type { Transaction } from '@assay/projections';
import type { LifeMark, RolloutLife } from '../statistics/life.js';
import { lifeAt } from '../statistics/life.js';
import type { Stretch } from '../statistics/stretches.js';
import { stretchesOf } from '../statistics/stretches.js';
import { readLives } from './lives.js';

/** A rollout that is counted by a life of it. */
interface Marked {
  readonly project: string;
  readonly rollout: string;
  readonly mark: LifeMark;
}

/** A life, ready to count by. */
export interface ReadyLife {
  readonly life: RolloutLife;
  readonly stretches: readonly Stretch[];
}

const MOST = 500;
const nameOf = ({ audience, first, last }: LifeMark): string => `${audience}/${first}/${last}`;

/**
 * The lives that were asked for last. A mark stands for one life wherever it is read, so that it makes no difference whether
 * one was remembered; lists of thousands of units are not read again with every batch.
 */
export class LifeCache {
  private readonly lives = new Map<string, ReadyLife>();

  /**
   * The lives of these marks, by the place of who asks; undefined where the rollout has had another one since that says
   * otherwise of units.
   */
  async of(transaction: Transaction, asked: readonly Marked[]): Promise<readonly (ReadyLife | undefined)[]> {
    const unknown = asked.filter(({ mark }) => !this.lives.has(nameOf(mark)));
    const read = unknown.length === 0 ? [] : await readLives(transaction, unknown);
    const now = new Map(read.map(({ project, rollout, life }) => [JSON.stringify([project, rollout]), life]));
    return asked.map(({ project, rollout, mark }) => {
      const known = this.lives.get(nameOf(mark));
      const life = known?.life ?? lifeIn(now.get(JSON.stringify([project, rollout])), mark);
      return life === undefined ? undefined : this.remember(nameOf(mark), known ?? ready(life));
    });
  }

  private remember(name: string, life: ReadyLife): ReadyLife {
    this.lives.delete(name);
    this.lives.set(name, life);
    const [oldest] = this.lives.keys();
    if (this.lives.size > MOST && oldest !== undefined) this.lives.delete(oldest);
    return life;
  }
}

const lifeIn = (life: RolloutLife | undefined, mark: LifeMark): RolloutLife | undefined =>
  life && lifeAt(life, mark);

/** Only what counting needs is kept in memory. */
const ready = ({ design, history }: RolloutLife): ReadyLife => {
  const { key, salt, allow, deny, segments } = design;
  const life: RolloutLife = { design: { key, salt, allow, deny, ...(segments && { segments }) }, history };
  return { life, stretches: stretchesOf(life) };
};
