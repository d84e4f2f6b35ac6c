import { EVENT_TYPES } from '../catalogue/event-types.js';
import { TOPICS } from '../catalogue/topics.js';

/** Where decisions are that change what units get, or that ask for it. */
const DECISION_TOPICS: ReadonlySet<string> = new Set(
  [TOPICS.experiments, TOPICS.promotions, TOPICS.releases, TOPICS.rollouts, TOPICS.alerts].map(
    ({ name }) => name,
  ),
);

/** What rests on no evidence of its own, and why. */
const WITHOUT: Readonly<Record<string, readonly string[]>> = {
  'a person decides, on conditions that are refused where they do not hold': [
    ...['ExperimentCreated', 'ExperimentEdited', 'ExperimentArchived', 'ExperimentResumed', 'WeightsChanged'],
    ...['VariantAdded', 'VariantChanged', 'VariantRemoved', 'OverrideSet', 'OverrideRemoved'],
    ...['ChecklistItemTicked', 'ChecklistItemUnticked', 'ExperimentScheduled', 'ScheduleCancelled'],
    ...['PolicyChanged', 'PromotionSettingsChanged'],
    ...['ReleaseCreated', 'ReleaseStarted', 'ReleasePaused', 'ReleaseResumed', 'ReleaseAborted'],
    ...['ReleaseFeatureEnabled', 'ReleaseFeatureDisabled', 'ReleaseAutoRollbackSet'],
    ...['RolloutCreated', 'RolloutStarted', 'RolloutResumed', 'RolloutVersionPublished', 'RolloutNeedsSet'],
    ...['RolloutAudienceChanged', 'RolloutAdvanceScheduled', 'RolloutScheduleCancelled'],
  ],
  'its time has come, as the schedule that is its cause says': [
    ...['ExperimentStarted', 'AllocationChanged', 'ScheduledStepRefused'],
  ],
  'it carries out, or refuses, what the request that it names certifies': [
    ...['ExperimentConcluded', 'ExperimentReopened', 'ConclusionRefused'],
    ...['PromotionCompleted', 'PromotionRefused', 'PromotionRolledBack'],
  ],
  'the alert that it names certifies the breach and asks for it': ['ExperimentPaused'],
  'the signal that is its cause is in the same append': ['RolloutHotfixNeeded'],
  'it ends what was raised, and changes nothing': ['AlertResolved'],
};

const deciding = [...EVENT_TYPES.values()].filter(({ topic }) => DECISION_TOPICS.has(topic));
const carries = ({ data }: (typeof deciding)[number]): boolean => {
  const { properties } = data as { readonly properties?: Readonly<Record<string, unknown>> };
  return ['certificate', 'hash'].some((field) => field in (properties ?? {}));
};

describe('every decision', () => {
  it('carries a certificate, or says where its evidence is', () => {
    const open = deciding.filter((one) => !carries(one)).map(({ type }) => type);
    expect(open.sort()).toEqual(Object.values(WITHOUT).flat().sort());
  });

  it('that is taken by itself on what was seen carries one', () => {
    expect(
      deciding
        .filter(carries)
        .map(({ type }) => type)
        .sort(),
    ).toEqual([
      ...['AlertRaised', 'BanditWeightsUpdated', 'FixedHorizonLookTaken'],
      ...['PromotionRequested', 'PromotionRollbackRequested'],
      ...['ReleaseAdvanced', 'ReleaseCompleted', 'ReleasePromoted'],
      ...['ReleaseRollbackWithheld', 'ReleaseRolledBack'],
      ...['RolloutAdvanced', 'RolloutCompleted', 'RolloutPaused', 'RolloutRolledBack'],
      ...['RolloutSignalReceived', 'RolloutStepRefused'],
    ]);
  });
});
