import type { EvaluationContext } from '../flag/evaluation-context.js';
import type { FlagDetails } from '../flag/flag-details.js';
import type { FlagQuestion } from '../flag/typed-details.js';
import { AssayError, messageOf } from '../http/assay-error.js';

/** One evaluation, as hooks see it. */
export interface FlagCall extends FlagQuestion<unknown> {
  readonly context: EvaluationContext;
}

/** Looks on at evaluations (logs, metrics, other tools); it cannot change them, and its failures change nothing. */
export interface FlagHook {
  before?(call: FlagCall): void;
  /** A value was served. */
  after?(call: FlagCall, details: FlagDetails<unknown>): void;
  /** The default was given because of an error. */
  error?(call: FlagCall, details: FlagDetails<unknown>): void;
}

export function runHooks(
  hooks: readonly FlagHook[],
  run: (hook: FlagHook) => void,
  onError: (error: AssayError) => void,
): void {
  for (const hook of hooks)
    try {
      run(hook);
    } catch (error) {
      onError(new AssayError('HOOK_FAILED', `a hook failed: ${messageOf(error)}`, {}, error));
    }
}
