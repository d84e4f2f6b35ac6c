import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Principal } from '@assay/auth';
import { KeyRing } from '@assay/auth';
import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';

const VALID_MS = 24 * 3_600_000;
/** Tokens of one client are the same for so long, so that its streams keep their address. */
const STEP_MS = 3_600_000;
const FORM = /^(?<keyId>[0-9a-f-]{36})\.(?<until>\d{1,15})\.(?<signature>[A-Za-z0-9_-]{43})$/;

/**
 * Addresses of event streams that say who listens: an `EventSource` sends no headers. A token opens nothing but the
 * news that something has changed; it is signed with the hash of the client's key, which every gateway knows, and
 * ends with the key.
 */
@Injectable()
export class StreamTokens {
  private readonly issued = new Map<string, { readonly until: number; readonly token: string }>();

  constructor(
    private readonly ring: KeyRing,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Undefined for people: their sessions are short, and they have no key. */
  issue(caller: Principal): string | undefined {
    if (caller.kind !== 'client') return undefined;
    const keyId = caller.actor.slice('key:'.length);
    const until = Math.floor((this.clock.now() + VALID_MS) / STEP_MS) * STEP_MS;
    const known = this.issued.get(keyId);
    if (known?.until === until) return known.token;
    const key = this.ring.withId(keyId);
    if (key === undefined) return undefined;
    const token = `${keyId}.${String(until)}.${sign(key.hash, keyId, until)}`;
    this.issued.set(keyId, { until, token });
    return token;
  }

  /** The project whose changes the bearer may hear of; undefined for a token that is none, or no longer. */
  projectOf(token: string): string | undefined {
    const { keyId = '', until = '', signature = '' } = FORM.exec(token)?.groups ?? {};
    const key = this.ring.withId(keyId);
    if (key === undefined || Number(until) <= this.clock.now()) return undefined;
    const expected = Buffer.from(sign(key.hash, keyId, Number(until)), 'latin1');
    return timingSafeEqual(expected, Buffer.from(signature, 'latin1')) ? key.project : undefined;
  }
}

const sign = (hash: string, keyId: string, until: number): string =>
  createHmac('sha256', hash)
    .update(`stream ${keyId} ${String(until)}`)
    .digest('base64url');
