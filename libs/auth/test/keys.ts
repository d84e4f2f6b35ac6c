import type { ApiKeyScope, ApiKeyCreated, ApiKeyRevoked } from '@assay/contracts';
import * as contracts from '@assay/contracts';
import { createApiKey } from '../src/index.js';

const metadata = (keyId: string, project: string) => ({
  id: contracts.derivedId('event', keyId),
  source: 'assignment',
  subject: contracts.streamId(project, 'api-key', keyId),
  time: '2026-01-01T00:00:00.000Z',
  project,
  actor: 'user:admin',
  correlationid: keyId,
});

/** A key with the event that makes it known, and the one that ends it. */
export function keyWith(
  scopes: readonly ApiKeyScope[],
  seed: number,
  project = 'default',
  origins?: readonly string[],
): { key: string; keyId: string; created: ApiKeyCreated; revoked: ApiKeyRevoked } {
  const keyId = contracts.derivedId('key', String(seed));
  const random = new Uint8Array(32).fill(seed);
  const restricted = origins === undefined ? {} : { origins };
  const name = `key ${String(seed)}`;
  const { key, eventData } = createApiKey({ keyId, name, scopes, random, ...restricted });
  return {
    key,
    keyId,
    created: contracts.newEvent(contracts.ApiKeyCreated, metadata(keyId, project), eventData),
    revoked: contracts.newEvent(contracts.ApiKeyRevoked, metadata(keyId, project), { keyId }),
  };
}
