import type { Command } from 'commander';
import { Option } from 'commander';
import type { Host } from '../../terminal/host.js';
import { DEAD_LETTERS_HELP } from '../audit-help.js';
import type { DeadLetterOptions } from './dead-letters.command.js';
import { LETTER_STATUSES, listLetters, settleLetters, showLetter } from './dead-letters.command.js';

/** Adds `assay dead-letters …`. */
export function addDeadLetters(assay: Command, { terminal, finish, connected }: Host): void {
  const letters = assay
    .command('dead-letters')
    .description('Show, retry or discard messages that could not be handled.')
    .addHelpText('after', DEAD_LETTERS_HELP);
  connected(letters.command('list'))
    .description('Show what could not be handled, and why.')
    .option('--topic <topic>', 'only those of this topic')
    .addOption(new Option('--status <status>', 'only these').choices(LETTER_STATUSES).default('open'))
    .action((options: DeadLetterOptions) => finish(listLetters(terminal, options)));
  connected(letters.command('show'))
    .description('Show one with everything in it.')
    .argument('<id>', 'topic/partition/offset, as "list" shows it')
    .action((id: string, options: DeadLetterOptions) => finish(showLetter(terminal, id, options)));
  for (const as of ['retry', 'discard'] as const)
    connected(letters.command(as))
      .description(
        as === 'retry' ? 'Put messages into their topics once more.' : 'Give messages up for good.',
      )
      .argument('<id...>', 'topic/partition/offset, as "list" shows it')
      .option('--reason <text>', 'why; kept with the decision')
      .action((ids: readonly string[], options: DeadLetterOptions) =>
        finish(settleLetters(terminal, { ids, as }, options)),
      );
}
