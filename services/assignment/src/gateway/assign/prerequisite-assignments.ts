import type { ExperimentDefinition, ExperimentInput, Snapshot, StickyAssignment } from '@assay/bucketing';
import { needsStickyStore } from '@assay/bucketing';
import type { Clock } from '@assay/platform';
import type { StickyStore } from '@assay/sticky';
import { stickyKeyText } from '@assay/sticky';
import type { LinkedUsers } from '../../identity/linked-users.js';
import { prerequisiteExperiments } from './prerequisite-experiments.js';
import { RecentlyMissing } from './recently-missing.js';
import type { Caller } from './unit-assigned.js';
import { assignmentOf, stickyKeyOf } from './unit-assigned.js';

export interface PrerequisiteAssignmentsParts {
  readonly sticky: Pick<StickyStore, 'peek' | 'get'>;
  readonly linked: Pick<LinkedUsers, 'mayBe'>;
  readonly clock: Clock;
}

export interface PrerequisiteQuestion {
  readonly caller: Caller;
  readonly definition: ExperimentDefinition;
  readonly unit: string;
  readonly snapshot?: Snapshot | undefined;
}

/** What a unit already has in the experiments that prerequisites name. */
export interface HeldElsewhere {
  readonly stickyOf: NonNullable<ExperimentInput['stickyOf']>;
  /** Experiments of which nobody could be asked. */
  readonly unknown: ReadonlySet<string>;
}

interface Found {
  readonly key: string;
  readonly outcome: 'found' | 'missing' | 'unavailable';
  readonly assignment?: StickyAssignment;
}

function heldIn(found: readonly Found[]): HeldElsewhere {
  const held = new Map(found.map(({ key, assignment }) => [key, assignment]));
  const unknown = found.filter(({ outcome }) => outcome === 'unavailable').map(({ key }) => key);
  return { stickyOf: (flag) => held.get(flag), unknown: new Set(unknown) };
}

/** Looks up what the hash alone does not say of a unit in the experiments that a prerequisite depends on. */
export class PrerequisiteAssignments {
  private readonly missing = new RecentlyMissing();

  constructor(private readonly parts: PrerequisiteAssignmentsParts) {}

  /** Undefined where the hash says it all: there nothing is looked up. */
  of(question: PrerequisiteQuestion): HeldElsewhere | Promise<HeldElsewhere> | undefined {
    const { caller, definition, unit, snapshot } = question;
    if (definition.prerequisites === undefined || snapshot === undefined) return undefined;
    const isLinked = this.parts.linked.mayBe(caller.project, unit);
    const asked = [...prerequisiteExperiments(definition, snapshot).values()].filter(
      (experiment) => isLinked || needsStickyStore(experiment),
    );
    if (asked.length === 0) return undefined;
    const found = asked.map((experiment) => this.find(question, experiment));
    return found.some((each) => each instanceof Promise)
      ? Promise.all(found.map((each) => Promise.resolve(each))).then(heldIn)
      : heldIn(found as readonly Found[]);
  }

  private find(
    { caller, unit }: PrerequisiteQuestion,
    experiment: ExperimentDefinition,
  ): Found | Promise<Found> {
    const { key } = experiment;
    const place = stickyKeyOf(caller, experiment, unit);
    const known = this.parts.sticky.peek(place);
    if (known !== undefined) return { key, outcome: 'found', assignment: assignmentOf(known) };
    const now = this.parts.clock.now();
    // Whoever is assigned meanwhile is so by the weights of this phase, which are those that a prerequisite draws by.
    const name = `${stickyKeyText(place)} ${String(experiment.phase)}`;
    if (this.missing.has(name, now)) return { key, outcome: 'missing' };
    return this.parts.sticky.get(place).then((lookup) => {
      if (lookup.outcome === 'missing') this.missing.add(name, now);
      return lookup.outcome === 'found'
        ? { key, outcome: 'found', assignment: assignmentOf(lookup.entry) }
        : { key, outcome: lookup.outcome };
    });
  }
}
