import type { RetryOptions } from '../http/back-off.js';
import { AssayError } from '../http/assay-error.js';
import { isFinal } from '../http/is-final.js';
import type { UnitLink } from '../links/link-units.js';
import { Refresher } from '../updates/refresher.js';

/** The tracked event that says who a unit was before: `track('$identify', context, { anonymous: 'visitor-1' })`. */
export const IDENTIFY = '$identify';

export interface TrackedLinksParts {
  readonly link: (link: UnitLink) => Promise<unknown>;
  readonly retry?: RetryOptions | undefined;
  readonly onError: (error: unknown) => void;
  /** Links that may wait; what comes after them is dropped. */
  readonly capacity?: number;
}

const CAPACITY = 1_000;

/** Links of units that somebody tracked, each of them sent until the log has it, or it is refused for good. */
export class TrackedLinks {
  readonly #waiting = new Set<UnitLink>();
  readonly #sending: Refresher;

  constructor(private readonly parts: TrackedLinksParts) {
    const { retry, onError } = parts;
    this.#sending = new Refresher(() => this.#sendAll(), { retry, onError });
  }

  /** @param anonymous who it was before; @param user who it has turned out to be */
  add(anonymous: unknown, user: unknown): void {
    if (typeof anonymous !== 'string' || typeof user !== 'string')
      return this.drop(`"${IDENTIFY}" needs \`anonymous\` in its details, and a targetingKey`);
    if (this.#waiting.size >= (this.parts.capacity ?? CAPACITY))
      return this.drop(`${String(this.#waiting.size)} links are waiting`);
    this.#waiting.add({ anonymous, user });
    void this.#sending.now();
  }

  /** Tries once more to send what waits, and ends. */
  async close(): Promise<void> {
    if (this.#waiting.size > 0) await this.#sending.now();
    this.#sending.close();
    if (this.#waiting.size > 0) this.drop(`${String(this.#waiting.size)} links were not sent before the end`);
  }

  private drop(why: string): void {
    this.parts.onError(new AssayError('EVENTS_DROPPED', `a link was dropped: ${why}`));
  }

  async #sendAll(): Promise<void> {
    for (const link of this.#waiting) {
      try {
        await this.parts.link(link);
      } catch (error) {
        if (!isFinal(error)) throw error;
        this.parts.onError(error);
      }
      this.#waiting.delete(link);
    }
  }
}
