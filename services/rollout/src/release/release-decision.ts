import type { ReleaseEvent } from '@assay/contracts';
import type { Decision } from '@assay/event-store';
import type { ReleaseRefusal } from './release-refusal.js';
import type { ExistingRelease, ReleaseState } from './release-state.js';

export type Outcome = Decision<ReleaseEvent, ReleaseRefusal>;

export const accept = (...events: readonly ReleaseEvent[]): Outcome => ({ outcome: 'accepted', events });
export const refuse = (refusal: ReleaseRefusal): Outcome => ({ outcome: 'refused', refusal });

type Status = ExistingRelease['status'];

/** The refusal for a release that is not in one of these states, or the release in one of them. */
export function inStatus<Allowed extends Status>(
  state: ReleaseState,
  ...allowed: readonly Allowed[]
):
  { readonly release: Extract<ExistingRelease, { status: Allowed }> } | { readonly refusal: ReleaseRefusal } {
  if (state.status === 'absent') return { refusal: { code: 'RELEASE_NOT_FOUND' } };
  const isAllowed = (allowed as readonly Status[]).includes(state.status);
  return isAllowed
    ? { release: state as Extract<ExistingRelease, { status: Allowed }> }
    : { refusal: { code: 'WRONG_STATUS', status: state.status, allowed } };
}
