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
      return gatedStep('advance', 'start', state, {
        environment: command.environment,
        trafficPercent: command.trafficPercent ?? null,
        override: command.override !== undefined,
      });
    case 'AdvanceRelease':
      return gatedStep('advance', 'advance', state, { override: command.override !== undefined });
    case 'PromoteRelease':
      return gatedStep('promote', 'promote', state, {
        environment: command.environment,
        override: command.override !== undefined,
      });
    case 'CompleteRelease':
      return gatedStep('promote', 'complete', state, { override: command.override !== undefined });
    case 'SwitchFeature':
      // A feature that is switched off takes its release back.
      return command.enabled
        ? gatedStep('advance', 'enable-feature', state, { feature: command.feature })
        : gatedStep('rollback', 'disable-feature', state, { feature: command.feature });
    case 'ResumeRelease':
      return gatedStep('advance', 'resume', state);
    case 'SetAutoRollback':
      return command.enabled ? undefined : gatedStep('advance', 'auto-rollback-off', state);
    case 'RollBackRelease':
    case 'AbortRelease':
      return gatedStep('rollback', command.type === 'AbortRelease' ? 'abort' : 'rollback', state);
    default:
      return undefined;
  }
}
