import type { Command } from 'commander';
import type { Terminal } from '../terminal/terminal.js';
import { REPLAY_HELP, VERIFY_HELP } from './audit-help.js';
import type { ReplayOptions } from './replay/replay.command.js';
import { replayCommand } from './replay/replay.command.js';
import { CHECK_KINDS } from './verify/checks.js';
import type { VerifyOptions } from './verify/verify.command.js';
import { verifyCommand } from './verify/verify.command.js';

interface Host {
  readonly terminal: Terminal;
  readonly finish: (exitCode: Promise<number>) => Promise<void>;
  /** Adds the options that every command has that asks Assay. */
  readonly connected: (command: Command) => Command;
}

/** Adds what auditors use: proof that nothing was changed, and that what is read follows from the log. */
export function addAudit(assay: Command, { terminal, finish, connected }: Host): void {
  connected(assay.command('verify'))
    .description(
      'Prove that events, certificates, read models and sticky assignments are as the log has them.',
    )
    .argument('[service]', 'only this one (default: all)')
    .option('--only <check...>', `only these: ${CHECK_KINDS.join(', ')}`)
    .option('--sample <number>', 'look at so many of each, chosen by chance; leaves read models out')
    .addHelpText('after', VERIFY_HELP)
    .action((service: string | undefined, options: VerifyOptions) =>
      finish(verifyCommand(terminal, service, options)),
    );
  connected(assay.command('replay'))
    .description('Replay read models from the log beside the live ones, and list every row that differs.')
    .argument('<service>', 'assignment, event-ingest, analytics, promotion or rollout')
    .argument('[projection]', 'only this one (default: all of the service)')
    .option('--keep', 'keep the replayed tables until the next replay, to look into them')
    .addHelpText('after', REPLAY_HELP)
    .action((service: string, projection: string | undefined, options: ReplayOptions) =>
      finish(replayCommand(terminal, { service, projection }, options)),
    );
}
