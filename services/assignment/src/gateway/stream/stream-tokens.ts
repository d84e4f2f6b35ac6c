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

const KEY = 'key:';

/** Who hears of the changes of which project. */
export type Listener = Pick<Principal, 'actor' | 'project'>;

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
    const keyId = caller.actor.slice(KEY.length);
    const until = Math.floor((this.clock.now() + VALID_MS) / STEP_MS) * STEP_MS;
    const known = this.issued.get(keyId);
    if (known?.until === until) return known.token;
    const key = this.ring.withId(keyId);
    if (key === undefined) return undefined;
    const token = `${keyId}.${String(until)}.${sign(key.hash, keyId, until)}`;
    this.issued.set(keyId, { until, token });
    return token;
  }

  /** Whose stream it is; undefined for a token that is none, or no longer. */
  listenerOf(token: string): Listener | undefined {
    const { keyId = '', until = '', signature = '' } = FORM.exec(token)?.groups ?? {};
    const key = this.ring.withId(keyId);
    if (key === undefined || Number(until) <= this.clock.now()) return undefined;
    const expected = Buffer.from(sign(key.hash, keyId, Number(until)), 'latin1');
    if (!timingSafeEqual(expected, Buffer.from(signature, 'latin1'))) return undefined;
    return { actor: `${KEY}${keyId}`, project: key.project };
  }

  /** Whether a stream that was opened may stay open: until its key is revoked. */
  mayStay({ actor }: Listener): boolean {
    return !actor.startsWith(KEY) || this.ring.withId(actor.slice(KEY.length)) !== undefined;
  }
}

const sign = (hash: string, keyId: string, until: number): string =>
  createHmac('sha256', hash)
    .update(`stream ${keyId} ${String(until)}`)
    .digest('base64url');
