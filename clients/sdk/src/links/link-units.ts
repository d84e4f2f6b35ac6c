import { AssayError } from '../http/assay-error.js';
import type { Gateway } from '../http/gateway.js';
import { refusalOf } from '../http/refusal.js';

/** An anonymous unit, and the user that it turned out to be. */
export interface UnitLink {
  readonly anonymous: string;
  readonly user: string;
}

/** What became of a link. */
export interface LinkOutcome extends UnitLink {
  /** `kept`: an earlier link of the anonymous unit holds; `user` is the one that it names. */
  readonly outcome: 'linked' | 'kept';
  /** Experiments in which the user keeps the variant of before. */
  readonly carried: readonly string[];
  /** Experiments in which the user had another variant already, and keeps that. */
  readonly flips: readonly { readonly experiment: string }[];
}

interface Linking {
  readonly gateway: Gateway;
  readonly flushReports: (unit: string) => Promise<boolean>;
}

const LINK_PATH = '/api/v1/identities/link';

/**
 * Links an anonymous unit to a user. The gateway hears first what the two were given here: the user keeps that.
 * @throws AssayError when the link could not be kept; making it again is harmless
 */
export async function linkUnits(
  core: Linking,
  anonymous: string | undefined,
  user: string | undefined,
): Promise<LinkOutcome> {
  const heard = await Promise.all([anonymous, user].map((unit = '') => core.flushReports(unit)));
  if (heard.includes(false))
    throw new AssayError('GATEWAY_UNREACHABLE', 'the gateway has not heard yet what the unit was given');
  const answer = await core.gateway.ask(LINK_PATH, {
    method: 'POST',
    body: JSON.stringify({ anonymous, user }),
    headers: { 'content-type': 'application/json' },
  });
  if (answer.status !== 200) throw refusalOf(answer);
  return JSON.parse(answer.text) as LinkOutcome;
}
