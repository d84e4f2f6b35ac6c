import { timingSafeEqual } from 'node:crypto';
import type { AccessEvent, ApiKeyScope, EventEnvelope } from '@assay/contracts';
import { allowsOrigin } from './allowed-origin.js';
import { hashApiKey } from './create-api-key.js';

export interface KnownKey {
  readonly keyId: string;
  readonly name: string;
  readonly project: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly hash: string;
  /** Pages that may use it from a browser; none when not given. */
  readonly origins?: readonly string[];
}

export type KeyLookup =
  | { readonly outcome: 'valid'; readonly key: KnownKey }
  | { readonly outcome: 'revoked'; readonly key: KnownKey }
  | { readonly outcome: 'unknown' };

/**
 * The API keys as the log knows them. A key is created once and revoked for ever, so the state only grows:
 * repeated, reordered or missing events can never bring a revoked key back, and a gap cannot hide a revocation.
 */
export class KeyRing {
  private readonly byHash = new Map<string, KnownKey>();
  private readonly byId = new Map<string, KnownKey>();
  private readonly revoked = new Set<string>();
  /** Keys found before, by their text: hashing one at every call would be the dearest part of an evaluation. */
  private readonly found = new Map<string, KnownKey>();

  apply(event: EventEnvelope): void {
    const change = event as AccessEvent;
    if (change.type === 'ApiKeyRevoked') this.revoked.add(change.data.keyId);
    if (change.type !== 'ApiKeyCreated') return;
    const key = { ...change.data, project: change.project };
    this.byHash.set(key.hash, key);
    this.found.clear();
    this.byId.set(key.keyId, key);
  }

  find(text: string): KeyLookup {
    const key = this.found.get(text) ?? this.lookUp(text);
    if (key === undefined) return UNKNOWN;
    return { outcome: this.revoked.has(key.keyId) ? 'revoked' : 'valid', key };
  }

  /** A key that is still valid. */
  withId(keyId: string): KnownKey | undefined {
    return this.revoked.has(keyId) ? undefined : this.byId.get(keyId);
  }

  /** Whether a page of this origin may use any key that is still valid: all that a preflight request can ask. */
  opensTo(origin: string): boolean {
    for (const { keyId, origins } of this.byHash.values())
      if (origins !== undefined && !this.revoked.has(keyId) && allowsOrigin(origins, origin)) return true;
    return false;
  }

  private lookUp(text: string): KnownKey | undefined {
    const hash = hashApiKey(text);
    const key = this.byHash.get(hash);
    if (key === undefined || !sameHash(key.hash, hash)) return undefined;
    if (this.found.size >= MOST_REMEMBERED) this.found.clear();
    this.found.set(text, key);
    return key;
  }

  get size(): number {
    return this.byHash.size;
  }
}

/** More than the clients of one process. */
const MOST_REMEMBERED = 1_000;
const UNKNOWN: KeyLookup = { outcome: 'unknown' };

const sameHash = (left: string, right: string): boolean =>
  timingSafeEqual(Buffer.from(left, 'hex'), Buffer.from(right, 'hex'));
