import type { Terminal } from '../../terminal/terminal.js';
import type { AllWhatIfOptions } from './asked-policy.js';
import { askedPolicy } from './asked-policy.js';
import { banditWhatIfCommand } from './bandit-what-if.command.js';
import { rolloutWhatIfCommand } from './rollout-what-if.command.js';
import { whatIfCommand } from './what-if.command.js';

/** Tries another policy on the past: of promotions, of a rollout's rollbacks, or of a bandit's weights. */
export async function whatIf(
  terminal: Terminal,
  experiment: string | undefined,
  options: AllWhatIfOptions,
): Promise<number> {
  const asked = askedPolicy(experiment, options);
  if (asked === 'bandit') return banditWhatIfCommand(terminal, experiment, options);
  if (asked === 'promotion') return whatIfCommand(terminal, experiment, options);
  return rolloutWhatIfCommand(terminal, options.rollout ?? '', options);
}
