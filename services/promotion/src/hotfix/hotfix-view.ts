import type { HotfixEvent } from '@assay/contracts';
import { needsPostMortem } from './hotfix-clock.fold.js';
import type { KnownHotfix } from './hotfix-state.js';
import { missingIn } from './hotfix-state.js';

/** A hotfix as people see it: with what is late, what is missing and what is due. */
export interface HotfixView extends Omit<KnownHotfix, 'project' | 'dueAt' | 'postMortem'> {
  /** An instant, or `next release`. */
  readonly dueAt: string;
  readonly overdue: boolean;
  /** What the record does not say yet. */
  readonly missing: readonly string[];
  readonly postMortem: KnownHotfix['postMortem'] | 'due' | 'not due';
}

export interface HotfixWithHistory extends HotfixView {
  readonly history: readonly Pick<HotfixEvent, 'type' | 'time' | 'actor' | 'data'>[];
}

/** @param now milliseconds since 1970 */
export function hotfixView(hotfix: KnownHotfix, now: number): HotfixView {
  const { project: _project, dueAt, postMortem, ...shown } = hotfix;
  const isLate = dueAt !== null && Date.parse(dueAt) <= now;
  return {
    ...shown,
    dueAt: dueAt ?? 'next release',
    overdue: hotfix.status === 'open' && isLate,
    missing: missingIn(hotfix),
    postMortem: postMortem ?? (needsPostMortem(hotfix.worst) ? 'due' : 'not due'),
  };
}
