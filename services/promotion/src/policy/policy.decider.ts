import type { EventMetadata, PolicyDocument } from '@assay/contracts';
import { canonicalJson, newEvent, PolicyChanged } from '@assay/contracts';
import type { Decider } from '@assay/event-store';

/** The policy of a project as it stands; version 0 forbids nothing. */
export interface PolicyState {
  readonly version: number;
  readonly document: PolicyDocument;
  readonly changedAt: string | null;
  readonly changedBy: string | null;
  readonly reason: string | null;
}

export interface ChangePolicy {
  readonly metadata: EventMetadata;
  readonly document: PolicyDocument;
  readonly reason: string;
  /** The version that the change was made from; undefined: whichever it is. */
  readonly expectedVersion?: number | undefined;
}

export type PolicyRefusal =
  | { readonly code: 'POLICY_CHANGED'; readonly expected: number; readonly version: number }
  | { readonly code: 'POLICY_UNCHANGED'; readonly version: number };

/** A project’s policy: each change puts a whole document in place of the one before. */
export const policyDecider: Decider<PolicyState, ChangePolicy, PolicyChanged, PolicyRefusal> = {
  initial: { version: 0, document: { rules: [] }, changedAt: null, changedBy: null, reason: null },
  evolve: ({ version }, { time, actor, data }) => ({
    version: version + 1,
    document: data.document,
    changedAt: time,
    changedBy: actor,
    reason: data.reason,
  }),
  decide: ({ metadata, document, reason, expectedVersion }, state) => {
    const { version } = state;
    if (expectedVersion !== undefined && expectedVersion !== version)
      return { outcome: 'refused', refusal: { code: 'POLICY_CHANGED', expected: expectedVersion, version } };
    if (canonicalJson(document) === canonicalJson(state.document))
      return { outcome: 'refused', refusal: { code: 'POLICY_UNCHANGED', version } };
    return { outcome: 'accepted', events: [newEvent(PolicyChanged, metadata, { document, reason })] };
  },
};
