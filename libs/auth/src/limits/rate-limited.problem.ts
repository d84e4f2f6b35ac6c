import { TooManyRequestsProblem } from '@assay/platform';

/** Which limit, as clients see it. */
export interface LimitPolicy {
  readonly name: 'key' | 'address';
  /** Requests a second. */
  readonly perSecond: number;
}

/**
 * 429 `RATE_LIMITED`, with the fields of the HTTP working group and `Retry-After`.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
export class RateLimitedProblem extends TooManyRequestsProblem {
  constructor({ name, perSecond }: LimitPolicy, retryAfterMs: number) {
    const seconds = String(Math.max(1, Math.ceil(retryAfterMs / 1_000)));
    const whose = name === 'key' ? 'with this API key' : 'from this address';
    super('RATE_LIMITED', `there are more than ${String(perSecond)} requests a second ${whose}`, {
      headers: {
        'retry-after': seconds,
        'ratelimit-policy': `"${name}";q=${String(perSecond)};w=1`,
        ratelimit: `"${name}";r=0;t=${seconds}`,
      },
      extensions: { limit: name, perSecond, retryAfterMs },
    });
  }
}
