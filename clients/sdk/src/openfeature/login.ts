import type { EvaluationContext } from '../flag/evaluation-context.js';
import type { RetryOptions } from '../http/back-off.js';
import { isFinal } from '../http/is-final.js';
import type { PageClient } from '../page/browser-client.js';
import { Refresher } from '../updates/refresher.js';

/** Whether a change of context is a login: the visitor of before has turned out to be this user. */
export type IsLogin = (before: EvaluationContext, after: EvaluationContext) => boolean;

/** By the usual mark: a context with `anonymous: true`, and one of another unit without it. */
export const leavesAnonymity: IsLogin = (before, after) =>
  before['anonymous'] === true &&
  after['anonymous'] !== true &&
  isText(before.targetingKey) &&
  isText(after.targetingKey) &&
  before.targetingKey !== after.targetingKey;

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

export interface LoginParts {
  readonly client: Pick<PageClient, 'identify' | 'setContext'>;
  readonly retry?: RetryOptions | undefined;
  readonly onError: (error: unknown) => void;
  /** The page has become the user's after its first try had failed. */
  readonly onLate: () => void;
}

/**
 * Makes a page that of its user. While the link cannot be kept the page goes on as the visitor, and tries again by
 * itself; a link that is refused for good makes it the user's without what the visitor had.
 */
export class Login {
  #user: EvaluationContext | undefined;
  /** What was in the way last; undefined while nothing was. */
  #problem: unknown;
  readonly #trying: Refresher;

  constructor(private readonly parts: LoginParts) {
    const onError = (error: unknown): void => {
      this.#problem = error;
      parts.onError(error);
    };
    this.#trying = new Refresher(() => this.#enter(), { retry: parts.retry, onError });
  }

  /** Rejects with what is in the way now; it is tried again. */
  async begin(user: EvaluationContext): Promise<void> {
    this.#user = user;
    this.#problem = undefined;
    if (!(await this.#trying.now())) throw this.#problem;
  }

  /** Gives up what is tried; resolves when nothing of it is under way. */
  async abandon(): Promise<void> {
    this.#user = undefined;
    await this.#trying.now();
  }

  close(): void {
    this.#trying.close();
  }

  async #enter(): Promise<void> {
    const user = this.#user;
    if (user === undefined) return;
    try {
      await this.parts.client.identify(user);
    } catch (error) {
      if (!isFinal(error)) throw error;
      this.parts.onError(error);
      await this.parts.client.setContext(user);
    }
    this.#user = undefined;
    if (this.#problem !== undefined) this.parts.onLate();
  }
}
