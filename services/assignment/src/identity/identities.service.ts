import { setTimeout as pause } from 'node:timers/promises';
import type { Principal } from '@assay/auth';
import type { AssignmentFlip } from '@assay/contracts';
import { derivedId, newEvent, UnitsLinked } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import type { Clock } from '@assay/platform';
import { CLOCK, ConflictProblem, UnavailableProblem, UnprocessableProblem } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { available } from '../problems/available.js';
import type { LinkEffects } from './assignment-carrier.js';
import { AssignmentCarrier } from './assignment-carrier.js';
import type { ClaimedLink } from './identity-claims.js';
import type { IdentityLink } from './identity-links.js';
import { IdentityClaims } from './identity-claims.js';
import { IdentityLinks } from './identity-links.js';
import type { LinkRefusal } from './judge-link.js';
import { judgeLink } from './judge-link.js';

export interface LinkAnswer extends IdentityLink {
  /** `kept`: an earlier link of the anonymous unit holds; `user` is the one that it names. */
  readonly outcome: 'linked' | 'kept';
  /** Experiments in which the user keeps the variant of before. */
  readonly carried: readonly string[];
  /** Experiments in which the user had a variant of their own already, and another one. */
  readonly flips: readonly AssignmentFlip[];
}

const NO_EFFECT = { carried: [], flips: [] } as const;

function linkProblem(code: LinkRefusal, { anonymous, user }: IdentityLink): Error {
  if (code === 'LINK_TO_ITSELF')
    return new UnprocessableProblem(code, 'a unit is not linked to itself', {
      errors: [{ path: 'user', value: user, message: 'must be another unit than anonymous' }],
    });
  const [path, value, message] =
    code === 'USER_IS_ANONYMOUS'
      ? (['user', anonymous, `is the anonymous side of a link to "${user}"; link to that user`] as const)
      : (['anonymous', user, 'is a user that others are linked to'] as const);
  return new ConflictProblem(code, `${path} "${value}" ${message}: links make no chains`, {
    errors: [{ path, value, message }],
  });
}

class LogSilentError extends Error {}

const PATIENCE_MS = 5_000;
const MOST_FLIPS = 1_000;

interface NewLink extends ClaimedLink {
  readonly flips: readonly AssignmentFlip[];
}

/** A log that hangs is away, too: sending the link again later is harmless. */
async function silence(patience: number): Promise<never> {
  await pause(patience, undefined, { ref: false });
  throw new LogSilentError(`the log has not answered within ${String(patience)} ms`);
}

/** Links anonymous units to the users that they turn out to be. */
@Injectable()
export class IdentitiesService {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: Pick<EventBus, 'publish'>,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly links: IdentityLinks,
    private readonly claims: IdentityClaims,
    private readonly carrier: AssignmentCarrier,
  ) {}

  /**
   * Answers when the log has the link that holds. Of links of one unit that are made at once, the claim decides,
   * before anything is carried; whoever comes second completes what was claimed, so that a process that died in
   * between leaves nothing half done. Chains are refused for the caller's sake: by the order of the log, no link is
   * followed twice.
   * @throws UnavailableProblem `STORE_UNAVAILABLE`, `LOG_UNAVAILABLE`: to be sent again
   */
  async link(who: Principal, wanted: IdentityLink): Promise<LinkAnswer> {
    const judged = judgeLink(wanted, await this.known(who.project, wanted));
    if (judged.outcome === 'refused') throw linkProblem(judged.code, judged.by);
    if (judged.outcome === 'linked')
      return {
        ...{ ...wanted, ...NO_EFFECT, user: judged.user },
        outcome: judged.user === wanted.user ? 'linked' : 'kept',
      };
    const linkedAt = new Date(this.clock.now()).toISOString();
    const claimed = await available(() => this.claims.claim(who.project, { ...wanted, linkedAt }));
    const effects = await this.complete(who, claimed);
    if (claimed.user !== wanted.user) return { ...wanted, ...NO_EFFECT, user: claimed.user, outcome: 'kept' };
    const carried = effects.carried.map(({ data }) => data.experiment);
    return { ...wanted, outcome: 'linked', carried, flips: effects.flips };
  }

  private async complete(who: Principal, claimed: ClaimedLink): Promise<LinkEffects> {
    const effects = await this.carrier.effectsOf(who.project, claimed);
    await this.publish(who, { ...claimed, flips: effects.flips });
    this.carrier.carry(who.project, claimed, effects, claimed.linkedAt);
    return effects;
  }

  /** A read model that is away keeps nobody from logging in. */
  private known(project: string, wanted: IdentityLink): Promise<readonly IdentityLink[]> {
    return this.links.around(project, wanted).catch(() => []);
  }

  private async publish(
    { project, actor }: Principal,
    { anonymous, user, linkedAt, flips }: NewLink,
  ): Promise<void> {
    const id = derivedId(project, UnitsLinked.type, anonymous, user);
    const context = { id, source: 'assignment', subject: anonymous, time: linkedAt, project, actor };
    const flipped = flips.length === 0 ? {} : { flips: flips.slice(0, MOST_FLIPS) };
    const published = this.bus.publish([
      newEvent(UnitsLinked, { ...context, correlationid: id }, { anonymous, user, linkedAt, ...flipped }),
    ]);
    try {
      await Promise.race([published, silence(PATIENCE_MS)]);
    } catch (cause) {
      throw new UnavailableProblem('LOG_UNAVAILABLE', 'the link could not be kept; send it again', {
        headers: { 'retry-after': '1' },
        cause,
      });
    }
  }
}
