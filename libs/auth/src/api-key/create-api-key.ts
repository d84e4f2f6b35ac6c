import { hash } from 'node:crypto';
import type { ApiKeyCreated, ApiKeyScope } from '@assay/contracts';

/** How every API key begins, so that scanners find one that was published by mistake. */
export const API_KEY_PREFIX = 'assay_sdk_';

const RANDOM_BYTES = 32;
const HINT_LENGTH = API_KEY_PREFIX.length + 6;
const FORM = /^assay_sdk_[A-Za-z0-9_-]{43}$/;

export interface NewApiKey {
  readonly keyId: string;
  readonly name: string;
  readonly scopes: readonly ApiKeyScope[];
  /** Pages that may use it from a browser. */
  readonly origins?: readonly string[];
  /** 32 bytes from a cryptographic random source. */
  readonly random: Uint8Array;
}

/**
 * Makes an API key: the text that is shown once, and the data of the event that stores its hash. Pure: id and
 * random bytes come in.
 * @throws RangeError when there are not exactly 32 random bytes
 * @example createApiKey({ keyId: newId(), name: 'web shop', scopes: ['evaluate'], random: randomBytes(32) }).key
 */
export function createApiKey({ keyId, name, scopes, origins, random }: NewApiKey): {
  readonly key: string;
  readonly eventData: ApiKeyCreated['data'];
} {
  if (random.length !== RANDOM_BYTES)
    throw new RangeError(
      `an API key takes ${String(RANDOM_BYTES)} random bytes, got ${String(random.length)}`,
    );
  const key = `${API_KEY_PREFIX}${Buffer.from(random).toString('base64url')}`;
  const hint = key.slice(0, HINT_LENGTH);
  const eventData = { keyId, name, scopes: [...scopes], hash: hashApiKey(key), hint };
  return { key, eventData: origins === undefined ? eventData : { ...eventData, origins: [...origins] } };
}

/** SHA-256 of a key in hex: enough for 256 random bits, which nobody can guess their way through. */
export const hashApiKey = (key: string): string => hash('sha256', key);

/** Does the text have the form of an API key? */
export const looksLikeApiKey = (text: string): boolean => FORM.test(text);
