import type { ExistingExperiment } from '../experiment-state.js';
import { shownStatus } from '../experiment-state.js';
import { searchText, searchWords } from './search-text.js';

export interface ListFilter {
  readonly cursor?: number;
  readonly limit?: number;
  readonly status?: readonly string[];
  readonly type?: string;
  readonly owner?: string;
  readonly tag?: string;
  readonly search?: string;
}

/** How many experiments a page has, where nothing is said. */
export const PAGE = 20;

/** Whether a list with this filter has the experiment in it, on whatever page. */
export function isListed(state: ExistingExperiment, filter: ListFilter): boolean {
  const { status, type, owner, tag, search = '' } = filter;
  const { design } = state;
  const text = searchText(design);
  return (
    (status === undefined || status.includes(shownStatus(state))) &&
    (type === undefined || type === design.experimentType) &&
    (owner === undefined || owner === design.owner) &&
    (tag === undefined || (design.tags ?? []).includes(tag)) &&
    searchWords(search).every((word) => text.includes(word))
  );
}
