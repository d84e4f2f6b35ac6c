import type { Command } from 'commander';
import type { Host } from '../terminal/host.js';
import type { ImportLogOptions } from './import-log.command.js';
import { importLogCommand } from './import-log.command.js';
import { restoreCommand } from './restore.command.js';

const RESTORE_HELP = `
A service that finds events of its own in the log which its event store does not have writes nothing: its database was
lost, or put back from a backup of before. This brings them in, with their ids, versions and hashes, all of them or
none; nothing is published once more, and read models are built from the log. Where the log does not continue the
store, it says what it found and changes nothing.

Example:
  npx assay restore`;

const IMPORT_LOG_HELP = `
The export is what "assay export all --out FOLDER" writes. It is checked as a whole before anything is sent: complete,
of known types and versions, every chain as it was sealed. The target is empty and was started for it, with as many
partitions as the export has:

  AWAIT_IMPORT=true npm start -- --data new-folder --port 3100
  npx assay import-log exported/ --data new-folder

Every message comes to the place it had. An interrupted import goes on when the same command is given again.`;

/** Adds what brings a system back from its log. */
export function addRestore(assay: Command, { terminal, finish, connected }: Host): void {
  connected(assay.command('restore'))
    .description('Bring event stores that are behind their log, or lost, up to it.')
    .argument('[service]', 'only this one (default: all)')
    .addHelpText('after', RESTORE_HELP)
    .action((service: string | undefined, options: ImportLogOptions) =>
      finish(restoreCommand(terminal, service, options)),
    );
  connected(assay.command('import-log'))
    .description('Fill an empty system from an export of all topics.')
    .argument('<path>', 'the folder of the export, or one NDJSON file, plain or gzip')
    .addHelpText('after', IMPORT_LOG_HELP)
    .action((path: string, options: ImportLogOptions) => finish(importLogCommand(terminal, path, options)));
}
