import type { AssignmentFlip, UnitAssigned } from '@assay/contracts';
import type { StickyEntry, StickyKey, StickyLookup, StickyStore } from '@assay/sticky';
import { Inject, Injectable } from '@nestjs/common';
import { AssignmentPublisher } from '../gateway/assign/assignment-publisher.js';
import { ConfigStore } from '../gateway/config/config-store.js';
import { STICKY_STORE } from '../gateway/tokens.js';
import type { BothSides } from './carried-over.js';
import { carriedOver, flipOf } from './carried-over.js';
import type { IdentityLink } from './identity-links.js';
import { LinkedUsers } from './linked-users.js';
import { PatientAssignments } from './patient-assignments.js';

/** What a link means for the experiments that run. */
export interface LinkEffects {
  /** Assignments of the anonymous unit where the user has none. */
  readonly carried: readonly UnitAssigned[];
  readonly flips: readonly AssignmentFlip[];
}

/**
 * Lets a user keep the variants that they had before they logged in. What could not be asked now is found when the user
 * is evaluated, by the links and the assignments in the log.
 */
@Injectable()
export class AssignmentCarrier {
  constructor(
    private readonly config: ConfigStore,
    private readonly linked: LinkedUsers,
    private readonly publisher: AssignmentPublisher,
    @Inject(STICKY_STORE) private readonly sticky: StickyStore,
    private readonly projected: PatientAssignments,
  ) {}

  async effectsOf(project: string, link: IdentityLink): Promise<LinkEffects> {
    if (this.config.source === 'nothing') return { carried: [], flips: [] };
    const sides = await Promise.all(
      this.config.table
        .of(project)
        .running()
        .map(({ key, run }) => this.sidesIn({ project, experiment: key, run: run ?? 0, unit: '' }, link)),
    );
    return {
      carried: sides.flatMap(({ anonymous, user, isKnown }) =>
        isKnown && user === undefined && anonymous !== undefined ? [anonymous] : [],
      ),
      flips: sides.flatMap((each) => flipOf(each) ?? []),
    };
  }

  /** Nobody waits for what is stored; memory has it at once. */
  carry(project: string, { user }: IdentityLink, { carried }: LinkEffects, linkedAt: string): void {
    this.linked.add(project, user);
    for (const assignment of carried) {
      const { experiment, run } = assignment.data;
      const entry = { event: carriedOver(assignment, user, linkedAt), confirmed: false };
      void this.remember({ project, experiment, run, unit: user }, entry);
    }
  }

  private async remember(key: StickyKey, entry: StickyEntry): Promise<void> {
    const kept = await this.sticky.putIfAbsent(key, entry);
    if (kept.outcome === 'found') this.publisher.offer(key, kept.entry);
  }

  /** Whoever logs in waits a little longer than an evaluation would: what is not known now is recorded nowhere. */
  private async lookUp(key: StickyKey): Promise<StickyLookup> {
    const near = await this.sticky.get(key);
    return near.outcome === 'unavailable' ? this.projected.lookup(key) : near;
  }

  private async sidesIn(
    key: StickyKey,
    { anonymous, user }: IdentityLink,
  ): Promise<BothSides & { readonly isKnown: boolean }> {
    const [before, own] = await Promise.all([anonymous, user].map((unit) => this.lookUp({ ...key, unit })));
    return {
      anonymous: before?.outcome === 'found' ? before.entry.event : undefined,
      user: own?.outcome === 'found' ? own.entry.event : undefined,
      isKnown: own?.outcome === 'missing',
    };
  }
}
