import type {
  Attributes,
  ExperimentDefinition,
  ExperimentEvaluation,
  Snapshot,
  StickyAssignment,
} from '@assay/bucketing';
import { evaluateExperiment, needsStickyStore } from '@assay/bucketing';
import type { UnitAssigned } from '@assay/contracts';
import type { Clock, NewId } from '@assay/platform';
import { isoTime } from '@assay/platform';
import type { StickyEntry, StickyKey, StickyStore } from '@assay/sticky';
import { stickyKeyText } from '@assay/sticky';
import type { LinkedUsers } from '../../identity/linked-users.js';
import type { AssignmentPublisher } from './assignment-publisher.js';
import type { HeldElsewhere } from './prerequisite-assignments.js';
import { PrerequisiteAssignments } from './prerequisite-assignments.js';
import { RecentlyMissing } from './recently-missing.js';
import { recordedAttributes } from './recorded-attributes.js';
import type { Caller } from './unit-assigned.js';
import { assignmentOf, stickyKeyOf, unitAssigned } from './unit-assigned.js';

export interface AssignerParts {
  readonly sticky: StickyStore;
  readonly publisher: Pick<AssignmentPublisher, 'offer'>;
  /** Users who may have been assigned before they logged in. */
  readonly linked: Pick<LinkedUsers, 'mayBe'>;
  readonly clock: Clock;
  readonly newId: NewId;
  /** What is remembered and goes to the log; in clear without it. */
  readonly seal?: (event: UnitAssigned) => UnitAssigned;
}

/** One question: what does this experiment give this unit? */
export interface AssignmentQuestion {
  readonly caller: Caller;
  readonly definition: ExperimentDefinition;
  readonly unit: string;
  readonly attributes?: Attributes | undefined;
  /** A variant that a tester's token asks for. */
  readonly forced?: string | undefined;
  /** Where holdouts, segments and other flags are looked up. */
  readonly snapshot?: Snapshot | undefined;
}

/** With what the unit has in other experiments, where that matters. */
interface InformedQuestion extends AssignmentQuestion {
  readonly stickyOf?: HeldElsewhere['stickyOf'];
}

const drawnFor = (
  { definition, unit, attributes, forced, snapshot, stickyOf }: InformedQuestion,
  sticky?: StickyAssignment,
): ExperimentEvaluation =>
  evaluateExperiment(definition, { unit, attributes, forced, sticky, stickyOf }, snapshot);

const provisional = (drawn: ExperimentEvaluation): ExperimentEvaluation => ({
  ...drawn,
  reason: 'provisional',
  inExperiment: false,
});

/**
 * Gives units their variants, the same one every time. A unit known to this process, and any unit while the run's
 * weights have never changed, waits for nothing; after a change of weights the first assignment is looked up, also
 * that in an experiment which a prerequisite names, and where nobody can be asked the answer is provisional: served, marked, and remembered nowhere.
 */
export class Assigner {
  private readonly missing = new RecentlyMissing();
  private readonly prerequisites: PrerequisiteAssignments;

  constructor(private readonly parts: AssignerParts) {
    this.prerequisites = new PrerequisiteAssignments(parts);
  }

  evaluate(question: AssignmentQuestion): ExperimentEvaluation | Promise<ExperimentEvaluation> {
    const held = this.prerequisites.of(question);
    if (held === undefined) return this.answer(question);
    return held instanceof Promise
      ? held.then((found) => this.informed(question, found))
      : this.informed(question, held);
  }

  /** Provisional only where the answer depends on what is not known. */
  private informed(
    question: AssignmentQuestion,
    { stickyOf, unknown }: HeldElsewhere,
  ): ExperimentEvaluation | Promise<ExperimentEvaluation> {
    const informed = { ...question, stickyOf };
    if (unknown.size === 0) return this.answer(informed);
    let isGuess = false;
    const drawn = drawnFor({
      ...question,
      stickyOf: (flag, run) => {
        isGuess ||= unknown.has(flag);
        return stickyOf(flag, run);
      },
    });
    return isGuess ? provisional(drawn) : this.answer(informed);
  }

  private answer(question: InformedQuestion): ExperimentEvaluation | Promise<ExperimentEvaluation> {
    const { caller, definition, unit } = question;
    const key = stickyKeyOf(caller, definition, unit);
    const known = this.parts.sticky.peek(key);
    if (known !== undefined) return this.again(question, key, known);
    const drawn = drawnFor(question);
    if (!drawn.inExperiment && drawn.reason !== 'not_in_traffic') return drawn;
    const isLinked = this.parts.linked.mayBe(caller.project, unit);
    if (!drawn.inExperiment) return isLinked ? this.carriedOr(question, key, drawn) : drawn;
    return needsStickyStore(definition) || isLinked
      ? this.lookUp(question, key, drawn)
      : this.first(question, key, drawn);
  }

  private again(question: InformedQuestion, key: StickyKey, entry: StickyEntry): ExperimentEvaluation {
    const evaluation = drawnFor(question, assignmentOf(entry));
    if (!entry.confirmed && evaluation.inExperiment) this.parts.publisher.offer(key, entry);
    return evaluation;
  }

  /** Outside of the traffic, unless the user was in it before they logged in. */
  private carriedOr(
    question: InformedQuestion,
    key: StickyKey,
    drawn: ExperimentEvaluation,
  ): ExperimentEvaluation | Promise<ExperimentEvaluation> {
    const now = this.parts.clock.now();
    if (this.missing.has(stickyKeyText(key), now)) return drawn;
    return this.parts.sticky.get(key).then((found) => {
      if (found.outcome === 'found') return this.again(question, key, found.entry);
      if (found.outcome === 'missing') this.missing.add(stickyKeyText(key), now);
      return drawn;
    });
  }

  /** The hash alone gives the answer; another process may have recorded it first, with the same variant. */
  private first(
    question: InformedQuestion,
    key: StickyKey,
    drawn: ExperimentEvaluation,
  ): ExperimentEvaluation {
    const entry = this.entryOf(question, key, drawn);
    if (entry !== undefined) void this.remember(key, entry);
    return drawn;
  }

  private async lookUp(
    question: InformedQuestion,
    key: StickyKey,
    drawn: ExperimentEvaluation,
  ): Promise<ExperimentEvaluation> {
    const found = await this.parts.sticky.get(key);
    if (found.outcome === 'found') return this.again(question, key, found.entry);
    if (found.outcome === 'unavailable') return provisional(drawn);
    const entry = this.entryOf(question, key, drawn);
    const holder = entry && (await this.remember(key, entry));
    return holder === undefined || holder.event.id === entry?.event.id
      ? drawn
      : this.again(question, key, holder);
  }

  /** Stores a first assignment and sends the one that holds to the log, if it is not there yet. */
  private async remember(key: StickyKey, entry: StickyEntry): Promise<StickyEntry | undefined> {
    const kept = await this.parts.sticky.putIfAbsent(key, entry);
    if (kept.outcome !== 'found') return undefined;
    this.parts.publisher.offer(key, kept.entry);
    return kept.entry;
  }

  private entryOf(
    { caller, definition, attributes, snapshot }: AssignmentQuestion,
    key: StickyKey,
    drawn: ExperimentEvaluation,
  ): StickyEntry | undefined {
    const { project, actor } = caller;
    const id = this.parts.newId();
    const time = isoTime(this.parts.clock.now());
    const facts = { id, source: 'assignment', subject: key.unit, time, project, actor, correlationid: id };
    const event = unitAssigned(key, facts, drawn, recordedAttributes(definition, attributes, snapshot));
    if (event === undefined) return undefined;
    return { event: this.parts.seal?.(event) ?? event, confirmed: false };
  }
}
