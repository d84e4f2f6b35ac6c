import type { Bootstrap } from '../client/bootstrap.js';
import type { ClientOptions } from '../client/client-options.js';
import type { CopyStore } from '../copies/copies.js';
import type { EvaluationContext } from '../flag/evaluation-context.js';

export interface BrowserOptions extends ClientOptions {
  /** Who looks at the page; `setContext` changes it. */
  readonly context: EvaluationContext;
  /** What the server has evaluated for this context: there is an answer at once, and the same one. */
  readonly bootstrap?: Bootstrap | undefined;
  /** A token with which a tester sees a variant; everything is evaluated by the gateway then. */
  readonly testerToken?: string | undefined;
  /** Where last-good copies are kept: `localStorage` unless given, `null` for nowhere. */
  readonly store?: CopyStore | null | undefined;
}
