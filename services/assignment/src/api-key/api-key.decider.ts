import type { AccessEvent, EventMetadata } from '@assay/contracts';
import { ApiKeyCreated, ApiKeyRevoked, newEvent } from '@assay/contracts';
import type { Decider, Decision } from '@assay/event-store';

export type ApiKeyState =
  | { readonly status: 'absent' }
  | {
      readonly status: 'active' | 'revoked';
      readonly data: ApiKeyCreated['data'];
      readonly createdAt: string;
      readonly createdBy: string;
      readonly revokedAt: string | null;
    };

export interface CreateApiKey {
  readonly type: 'CreateApiKey';
  readonly metadata: EventMetadata;
  readonly data: ApiKeyCreated['data'];
}

export interface RevokeApiKey {
  readonly type: 'RevokeApiKey';
  readonly metadata: EventMetadata;
  readonly reason?: string;
}

export type ApiKeyCommand = CreateApiKey | RevokeApiKey;

export type ApiKeyRefusal =
  | { readonly code: 'API_KEY_NOT_FOUND' }
  | { readonly code: 'API_KEY_EXISTS'; readonly keyId: string }
  | { readonly code: 'API_KEY_REVOKED'; readonly keyId: string; readonly revokedAt: string | null };

type Outcome = Decision<AccessEvent, ApiKeyRefusal>;

const accept = (event: AccessEvent): Outcome => ({ outcome: 'accepted', events: [event] });
const refuse = (refusal: ApiKeyRefusal): Outcome => ({ outcome: 'refused', refusal });

function create({ metadata, data }: CreateApiKey, state: ApiKeyState): Outcome {
  if (state.status !== 'absent') return refuse({ code: 'API_KEY_EXISTS', keyId: data.keyId });
  return accept(newEvent(ApiKeyCreated, metadata, data));
}

function revoke({ metadata, reason }: RevokeApiKey, state: ApiKeyState): Outcome {
  if (state.status === 'absent') return refuse({ code: 'API_KEY_NOT_FOUND' });
  const { keyId } = state.data;
  if (state.status === 'revoked')
    return refuse({ code: 'API_KEY_REVOKED', keyId, revokedAt: state.revokedAt });
  return accept(newEvent(ApiKeyRevoked, metadata, reason === undefined ? { keyId } : { keyId, reason }));
}

/** The key after one more event; total. */
function evolve(state: ApiKeyState, event: AccessEvent): ApiKeyState {
  if (event.type === 'ApiKeyCreated') {
    const facts = { createdAt: event.time, createdBy: event.actor, revokedAt: null };
    return { status: 'active', data: event.data, ...facts };
  }
  return state.status === 'absent' ? state : { ...state, status: 'revoked', revokedAt: event.time };
}

/** The life of one API key: created, and revoked for ever. */
export const apiKeyDecider: Decider<ApiKeyState, ApiKeyCommand, AccessEvent, ApiKeyRefusal> = {
  initial: { status: 'absent' },
  evolve,
  decide: (command, state) =>
    command.type === 'CreateApiKey' ? create(command, state) : revoke(command, state),
};
