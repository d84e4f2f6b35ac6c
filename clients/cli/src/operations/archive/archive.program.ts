import type { Command } from 'commander';
import type { Host } from '../../terminal/host.js';
import type { VerifyOptions } from '../../audit/verify/verify.command.js';
import type { ConnectionOptions } from '../../connection/connection-options.js';
import { ARCHIVE_HELP } from './archive-help.js';
import type { ArchiveRunOptions } from './run.command.js';
import { archiveRunCommand } from './run.command.js';
import { archiveStatusCommand } from './status.command.js';
import { archiveVerifyCommand } from './verify.command.js';

/** Adds what keeps the log beyond its broker. */
export function addArchive(assay: Command, { terminal, finish, connected }: Host): void {
  const archive = assay
    .command('archive')
    .description('Keep the log beyond what its broker keeps: closed segments in a folder or bucket.')
    .addHelpText('after', ARCHIVE_HELP);
  connected(archive.command('run'))
    .description('Archive what the log has now; delete from it what may be deleted.')
    .option('--close', 'archive all of it, also what is little and new')
    .action((options: ArchiveRunOptions) => finish(archiveRunCommand(terminal, options)));
  connected(archive.command('status'))
    .description('Show what is archived of each partition, and what the log has itself.')
    .action((options: ConnectionOptions & { readonly json?: boolean }) =>
      finish(archiveStatusCommand(terminal, options)),
    );
  connected(archive.command('verify'))
    .description('Prove that the archive is what was written, and what the log still has.')
    .option('--sample <number>', 'so many of the newest segments of each partition')
    .action((options: VerifyOptions) => finish(archiveVerifyCommand(terminal, options)));
}
