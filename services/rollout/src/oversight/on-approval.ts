import { decisionAction } from '@assay/approvals';
import type { EventEnvelope } from '@assay/contracts';
import type { Decider } from '@assay/event-store';
import { ConflictProblem } from '@assay/platform';
import type { GatedStep } from './gated-step.js';
import { sameStep } from './gated-step.js';

/** A state, and the approvals that its stream has used. */
export interface Approving<State> {
  readonly state: State;
  readonly used: ReadonlySet<string>;
}

/** What others agreed to. */
interface Agreed<State, Command> {
  readonly step: GatedStep;
  /** Id of the approval. */
  readonly approval: string;
  /** The step that a command is. */
  readonly stepOf: (command: Command, state: State) => GatedStep | undefined;
}

const approvalOf = ({ data }: EventEnvelope): string | undefined =>
  (data as { readonly approval?: string }).approval;

/** What follows from a decision by itself, as a pause from a signal, rests on nobody's word. */
const approvedBy = <Event extends EventEnvelope>(approval: string, event: Event): Event =>
  decisionAction(event) === undefined ? event : { ...event, data: { ...(event.data as object), approval } };

/**
 * Decides what others agreed to and nothing else, once, and says so: the stream may have moved on since.
 * @throws ConflictProblem when it is another step by now, or the approval has been used
 */
export const onApproval = <State, Command, Event extends EventEnvelope, Refusal>(
  decider: Decider<State, Command, Event, Refusal>,
  { step, approval, stepOf }: Agreed<State, Command>,
): Decider<Approving<State>, Command, Event, Refusal> => ({
  initial: { state: decider.initial, used: new Set() },
  evolve: ({ state, used }, event) => {
    const id = approvalOf(event);
    return { state: decider.evolve(state, event), used: id === undefined ? used : new Set([...used, id]) };
  },
  decide: (command, { state, used }) => {
    sameStep(step, stepOf(command, state));
    if (used.has(approval))
      throw new ConflictProblem('APPROVAL_USED', `approval ${approval} was used already: propose it anew`);
    const decision = decider.decide(command, state);
    if (decision.outcome === 'refused') return decision;
    return { ...decision, events: decision.events.map((event) => approvedBy(approval, event)) };
  },
});
