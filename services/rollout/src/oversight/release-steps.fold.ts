import type { ReleaseCommand } from '../release/release-command.js';
import type { ReleaseState } from '../release/release-state.js';
import type { GatedStep } from './gated-step.js';
import { gatedStep } from './gated-step.js';

/**
 * What policy has a say in. What makes things safer by itself, on evidence, asks nobody; neither does what changes
 * nothing for traffic.
 */
export function releaseStep(command: ReleaseCommand, state: ReleaseState): GatedStep | undefined {
  switch (command.type) {
    case 'StartRelease':
      return gatedStep('release', 'start', state, {
        environment: command.environment,
        trafficPercent: command.trafficPercent ?? null,
        override: command.override !== undefined,
      });
    case 'AdvanceRelease':
      return gatedStep('release', 'advance', state, { override: command.override !== undefined });
    case 'PromoteRelease':
      return gatedStep('release', 'promote', state, {
        environment: command.environment,
        override: command.override !== undefined,
      });
    case 'CompleteRelease':
      return gatedStep('release', 'complete', state, { override: command.override !== undefined });
    case 'SwitchFeature':
      // A feature that is switched off takes its release back.
      return command.enabled
        ? gatedStep('release', 'enable-feature', state, { feature: command.feature })
        : gatedStep('release', 'disable-feature', state, { feature: command.feature });
    case 'ResumeRelease':
      return gatedStep('release', 'resume', state);
    case 'SetAutoRollback':
      return command.enabled ? undefined : gatedStep('release', 'auto-rollback-off', state);
    case 'RollBackRelease':
    case 'AbortRelease':
      return gatedStep('release', command.type === 'AbortRelease' ? 'abort' : 'rollback', state);
    default:
      return undefined;
  }
}
