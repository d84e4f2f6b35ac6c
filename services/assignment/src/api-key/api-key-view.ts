import type { ApiKeyScope } from '@assay/contracts';
import type { ApiKeyState } from './api-key.decider.js';

/** An API key as the API shows it: never the key, nor its hash. */
export interface ApiKeyView {
  readonly keyId: string;
  readonly name: string;
  readonly hint: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly origins: readonly string[];
  readonly status: 'active' | 'revoked';
  readonly createdAt: string;
  readonly createdBy: string;
  readonly revokedAt: string | null;
}

/** The answer to its creation, the only one that holds the key itself. */
export interface CreatedApiKeyView extends ApiKeyView {
  readonly key: string;
}

export function apiKeyView(state: Exclude<ApiKeyState, { status: 'absent' }>): ApiKeyView {
  const { keyId, name, hint, scopes, origins = [] } = state.data;
  const { status, createdAt, createdBy, revokedAt } = state;
  return { keyId, name, hint, scopes, origins, status, createdAt, createdBy, revokedAt };
}
