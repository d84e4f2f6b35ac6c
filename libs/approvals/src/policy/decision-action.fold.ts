import type {
  EventEnvelope,
  PolicyAction,
  ReleaseAutoRollbackSet,
  ReleaseRolledBack,
  RolloutAudienceChanged,
} from '@assay/contracts';
import { givesToSomebody } from '@assay/contracts';

const ACTIONS = {
  PromotionRequested: 'promote',
  PromotionRollbackRequested: 'rollback',
  RolloutStarted: 'advance',
  RolloutAdvanced: 'advance',
  RolloutResumed: 'advance',
  RolloutCompleted: 'advance',
  RolloutAudienceChanged: 'advance',
  RolloutRolledBack: 'rollback',
  RolloutSignalReceived: 'signal',
  ReleaseStarted: 'advance',
  ReleaseAdvanced: 'advance',
  ReleaseResumed: 'advance',
  ReleaseFeatureEnabled: 'advance',
  ReleaseAutoRollbackSet: 'advance',
  ReleasePromoted: 'promote',
  ReleaseCompleted: 'promote',
  ReleaseFeatureDisabled: 'rollback',
  ReleaseRolledBack: 'rollback',
  ReleaseAborted: 'rollback',
} as const satisfies Readonly<Record<string, PolicyAction>>;

type Decided = keyof typeof ACTIONS;

/** Types of the events that are decisions which a policy may have a say in. */
export const DECISIONS = Object.keys(ACTIONS) as readonly Decided[];

const isDecision = (type: string): type is Decided => Object.hasOwn(ACTIONS, type);

/** What makes things safer by itself, on evidence, waits for nobody; neither does what only takes away. */
function isFree({ type, data }: EventEnvelope): boolean {
  switch (type) {
    case 'RolloutRolledBack':
    case 'ReleaseRolledBack':
      return (data as ReleaseRolledBack['data']).automatic;
    case 'ReleaseAutoRollbackSet':
      return (data as ReleaseAutoRollbackSet['data']).enabled;
    case 'RolloutAudienceChanged':
      return !givesToSomebody(data as RolloutAudienceChanged['data']);
    default:
      return false;
  }
}

/** What a policy would call this event of the past; undefined where it would have had no say in it. */
export const decisionAction = (event: EventEnvelope): PolicyAction | undefined =>
  isDecision(event.type) && !isFree(event) ? ACTIONS[event.type] : undefined;
