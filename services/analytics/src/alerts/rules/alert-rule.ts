import type { Judgement } from '../judgement.js';
import type { OpenAlert } from '../open-alert.js';

/** Something that is watched. */
export interface AlertRule {
  /** The `rule` of its alerts. */
  readonly name: string;
  /** How often it looks, in milliseconds. */
  readonly everyMs: number;
  /**
   * What it sees now. An open alert whose subject it does not mention is over: nobody watches it any more.
   * @param open its open alerts
   * @param now milliseconds since 1970
   */
  look(open: readonly OpenAlert[], now: number): Promise<readonly Judgement[]>;
}
