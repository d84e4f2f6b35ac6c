import type { Principal } from '@assay/auth';
import { principalOf } from '@assay/auth';
import { clientAddress } from '@assay/platform';
import type { FastifyRequest } from 'fastify';
import type { BlockList } from 'node:net';
import { bodySizeOf } from '../body/body-size.js';
import type { Caller } from '../traffic/compile-filter.js';

/** Who sends events, and how much. */
export interface Sender {
  readonly principal: Principal;
  /** Asked for only where something is filtered by it. */
  readonly caller: () => Caller;
  /** Bytes of the body, inflated. */
  readonly bytes: number;
}

/** The sender of a request that was let through. */
export const senderOf = (request: FastifyRequest, trustedProxies: BlockList): Sender => ({
  principal: principalOf(request),
  bytes: bodySizeOf(request),
  caller: () => {
    const forwardedFor = [request.headers['x-forwarded-for']].flat().join(',');
    return {
      userAgent: request.headers['user-agent'] ?? '',
      address: clientAddress(request.ip, forwardedFor, trustedProxies),
    };
  },
});
