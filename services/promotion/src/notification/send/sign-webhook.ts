import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a signature covers. */
export interface Signed {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

const digest = ({ id, timestamp, body }: Signed, secret: string): Buffer =>
  createHmac('sha256', secret)
    .update(`${id}.${String(timestamp)}.${body}`)
    .digest();

/**
 * Proof of who sent a message and when: HMAC-SHA256 over id, timestamp and body, as the Standard Webhooks
 * specification has it.
 * @see https://www.standardwebhooks.com
 * @returns the three headers of a request
 */
export const signatureHeaders = (signed: Signed, secret: string): Readonly<Record<string, string>> => ({
  'webhook-id': signed.id,
  'webhook-timestamp': String(signed.timestamp),
  'webhook-signature': `v1,${digest(signed, secret).toString('base64')}`,
});

/**
 * For receivers: is it from someone who knows the secret, and new?
 * @param now seconds since 1970
 * @param tolerance how old, or how far ahead, it may be; seconds
 */
export function isSigned(
  signed: Signed,
  signature: string,
  {
    secret,
    now,
    tolerance = 300,
  }: { readonly secret: string; readonly now: number; readonly tolerance?: number },
): boolean {
  if (Math.abs(now - signed.timestamp) > tolerance) return false;
  const expected = digest(signed, secret);
  return signature.split(' ').some((one) => {
    const given = Buffer.from(one.replace(/^v1,/, ''), 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
