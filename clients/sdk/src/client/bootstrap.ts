import type { EvaluationContext } from '../flag/evaluation-context.js';
import type { ServedFlag } from '../flag/flag-details.js';

/** What a server has evaluated for one context, for the page that it renders: plain JSON. */
export interface Bootstrap {
  readonly format: 1;
  readonly context: EvaluationContext;
  readonly flags: readonly ServedFlag[];
}

/**
 * A value as JSON that may stand inside a `<script>` of a page.
 * @example `<script id="assay" type="application/json">${inlineJson(bootstrap)}</script>`
 */
export const inlineJson = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c');
