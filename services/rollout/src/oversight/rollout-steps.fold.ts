import { canonicalHash, givesToSomebody } from '@assay/contracts';
import type { AudienceChange } from '../rollout/audience/audience.js';
import type { RolloutCommand } from '../rollout/rollout-command.js';
import type { RolloutState } from '../rollout/rollout-state.js';
import type { GatedStep } from './gated-step.js';
import { gatedStep } from './gated-step.js';

/** Segments by name; units are digests, of which there may be many. */
const changed = ({ segments, ...lists }: AudienceChange) => ({
  segments: segments ?? null,
  lists: canonicalHash(lists),
});

/**
 * What policy has a say in. What makes things safer by itself, a breach, asks nobody; neither does what changes
 * nothing for units. Signals make things safer and come from outside: rules about them are rules of their own.
 */
export function rolloutStep(command: RolloutCommand, state: RolloutState): GatedStep | undefined {
  switch (command.type) {
    case 'StartRollout':
      return gatedStep('rollout', 'start', state, { version: command.version ?? null });
    case 'AdvanceRollout':
      return gatedStep('rollout', 'advance', state, { override: command.override !== undefined });
    case 'TakeScheduledStep':
      return gatedStep('rollout', 'advance', state, { override: false });
    case 'ResumeRollout':
      return gatedStep('rollout', 'resume', state);
    case 'ReceiveSignal':
      return gatedStep('rollout', 'signal', state, { signal: command.signal.id, kind: command.signal.kind });
    case 'CompleteRollout':
      return gatedStep('rollout', 'complete', state);
    case 'RollBackRollout':
      return gatedStep('rollout', 'rollback', state, { to: command.to });
    case 'ChangeAudience':
      return givesToSomebody(command.change)
        ? gatedStep('rollout', 'change-audience', state, changed(command.change))
        : undefined;
    default:
      return undefined;
  }
}
