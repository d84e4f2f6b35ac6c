import type { Principal } from '@assay/auth';
import { streamId } from '@assay/contracts';
import type { NewId } from '@assay/platform';
import { IDS } from '@assay/platform';
import type { Privacy } from '@assay/privacy';
import { PRIVACY } from '@assay/privacy';
import { Inject, Injectable } from '@nestjs/common';
import { DefinitionLog } from '../definitions/definition-log.js';
import type { Erasure } from './erasure.decider.js';
import { erasureDecider } from './erasure.decider.js';
import { PrivacyOffProblem } from './erasure-problems.js';
import { LinkedUnits } from './linked-units/linked-units.js';

/** A unit, and whether it was forgotten. */
export interface UnitErasure {
  readonly unit: string;
  readonly erasure: Erasure | null;
}

export interface ForgottenPerson {
  /** The one that was named, then those that are linked to it. */
  readonly units: readonly UnitErasure[];
  /** By this call: none where it was done before, or where nothing of these units was ever sealed. */
  readonly keysDestroyed: number;
}

/** Forgets units. */
@Injectable()
export class ErasuresService {
  constructor(
    private readonly log: DefinitionLog,
    private readonly linked: LinkedUnits,
    @Inject(PRIVACY) private readonly privacy: Privacy,
    @Inject(IDS) private readonly newId: NewId,
  ) {}

  /**
   * Forgets a unit and those linked to it. First the decision, then the keys: a process that dies in between leaves the
   * decision, by which the keys are destroyed at the next start.
   * @throws PrivacyOffProblem
   */
  async forget(who: Principal, unit: string, reason: string): Promise<ForgottenPerson> {
    const { keys } = this.privacy;
    if (keys === undefined) throw new PrivacyOffProblem();
    const others = await this.linked.around(who.project, unit);
    const request = this.newId();
    const units = [await this.note(who, request, { unit, reason })];
    for (const other of others)
      units.push(await this.note(who, request, { unit: other, reason, linkedTo: unit }));
    const { project } = who;
    const keysDestroyed = await keys.destroy(units.map((one) => ({ project, unit: one.unit })));
    return { units, keysDestroyed };
  }

  /** Of a unit and those linked to it. */
  async view({ project }: Principal, unit: string): Promise<readonly UnitErasure[]> {
    const units = [unit, ...(await this.linked.around(project, unit))];
    return Promise.all(
      units.map(async (one) => ({
        unit: one,
        erasure: await this.log.load(erasureDecider, streamId(project, 'erasure', one)),
      })),
    );
  }

  private async note(
    who: Principal,
    request: string,
    forgotten: { readonly unit: string; readonly reason: string; readonly linkedTo?: string },
  ): Promise<UnitErasure> {
    const { unit } = forgotten;
    const metadata = { ...this.log.metadata(who, 'erasure', unit), correlationid: request };
    const { state } = await this.log.handle(erasureDecider, { metadata, forgotten });
    return { unit, erasure: state };
  }
}
