import type { FindingLine } from '@assay/contracts';
import { sealedTopicsDamage } from '@assay/event-store';
import { compareInStep } from '../comparison/compare-in-step.js';
import { modelFindings } from '../comparison/model-findings.js';
import { snapshotInStep } from '../comparison/snapshot-in-step.js';
import type { ProjectionDefinition } from '../definition.js';
import { RebuildHeldError } from '../errors/index.js';
import type { Generation } from '../generations/generation.js';
import type { GenerationStore } from '../generations/generation-store.js';
import type { RuntimeParts } from '../running/projection-runner.js';
import { liveGoal } from './goal.js';
import type { Leftovers } from './leftovers.js';

/**
 * Whether rebuilt tables may take the place of the live ones. They follow from the same log by the same fold: where they
 * differ, the log or the live tables were changed, and which of them is right is for people to say.
 */
export class Takeover {
  private accepted = false;

  constructor(
    private readonly parts: RuntimeParts,
    private readonly generations: GenerationStore,
    private readonly definition: ProjectionDefinition,
    private readonly building: Generation,
  ) {}

  /**
   * Holds the decisions of the log against their seals, before anything is built of them. What was held for it once, and
   * accepted, is not looked at again.
   * @throws RebuildHeldError
   */
  async examineLog(): Promise<void> {
    if (this.building.found !== null) return;
    const damage = await sealedTopicsDamage(this.parts.bus, this.definition.topics);
    if (damage.length > 0) await this.hold(damage);
  }

  /**
   * Compares the tables with the live ones, once, when both stand at the same place of the log; from there on, equal
   * ones stay equal. Those of an older version are to differ.
   * @returns false when they could not be compared just now
   * @throws RebuildHeldError
   */
  async isAccepted(leftovers: Leftovers, isStopping: () => boolean): Promise<boolean> {
    const live = await this.generations.find(this.definition.name, 'live');
    this.accepted ||= live?.version !== this.definition.version;
    if (this.accepted || live === undefined) return true;
    const findings = await this.differences(live, leftovers, isStopping);
    if (findings === undefined) return false;
    if (findings.length > 0 && !this.building.acceptsDifference) await this.hold(findings);
    await this.generations.noteFindings(this.building, findings, 'building');
    this.accepted = true;
    return true;
  }

  private async differences(live: Generation, leftovers: Leftovers, isStopping: () => boolean) {
    const { parts, definition } = this;
    const goal = liveGoal(parts.pool, definition.name, 'building');
    const following = {
      distance: () => goal.distance(parts.pool),
      get halted() {
        return isStopping() ? 'it stops' : undefined;
      },
    };
    const compared = await compareInStep(definition, { live, scratch: this.building }, async () => {
      await leftovers.settle(isStopping);
      return snapshotInStep(parts, definition.name, following);
    });
    return compared === undefined ? undefined : modelFindings(compared, { service: parts.service, ...live });
  }

  private async hold(found: readonly FindingLine[]): Promise<never> {
    const { parts, definition } = this;
    await this.generations.noteFindings(this.building, found, 'held');
    throw new RebuildHeldError(parts.service, definition.name, found);
  }
}
