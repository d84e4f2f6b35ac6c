import { Command, CommanderError } from 'commander';
import { addAudit } from './audit/audit.program.js';
import type { ConnectionOptions } from './connection/connection-options.js';
import { CliError, EXIT } from './errors/cli-error.js';
import { AFTER_HELP, IMPORT_HELP, REBUILD_HELP, TOKEN_HELP } from './help.js';
import type { Finish } from './terminal/host.js';
import type { ImportOptions } from './import/import-request.js';
import { importCommand } from './import/import.command.js';
import { impressionsCommand } from './import/impressions/impressions.command.js';
import { addArchive } from './operations/archive/archive.program.js';
import { lagCommand } from './operations/lag.command.js';
import type { RebuildOptions } from './operations/rebuild.command.js';
import { rebuildCommand } from './operations/rebuild.command.js';
import { addMetrics } from './metrics/metrics.program.js';
import { addPrivacy } from './privacy/privacy.program.js';
import { addProduct } from './product/product.program.js';
import { addReport } from './report/report.program.js';
import { addRestore } from './restore/restore.program.js';
import type { Terminal } from './terminal/terminal.js';
import type { TokenOptions } from './token/token.command.js';
import { tokenCommand } from './token/token.command.js';

type Common = ConnectionOptions & { readonly json?: boolean };

/**
 * Runs one command line of `assay`.
 * @param args without the interpreter and the script
 * @param terminal where it writes, and what it knows of its surroundings
 * @returns the exit code
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT.done;
  const finish: Finish = async (running) => {
    exitCode = await running;
  };
  try {
    await program(terminal, finish).parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (!(error instanceof CliError)) throw error;
    terminal.note(`assay: ${error.message}`);
    return error.exitCode;
  }
}

function program(terminal: Terminal, finish: Finish): Command {
  const assay = new Command('assay')
    .description('Experiments and rollouts as an auditable log: imports, reports and operations.')
    .version(terminal.version ?? 'unknown', '--version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    })
    .showHelpAfterError('(add --help for what there is)')
    .addHelpText('after', AFTER_HELP);
  addImport(assay, terminal, finish);
  addReport(assay, { terminal, finish, connected });
  addMetrics(assay, { terminal, finish, connected });
  addProduct(assay, { terminal, finish, connected });
  addOperations(assay, terminal, finish);
  addArchive(assay, { terminal, finish, connected });
  addAudit(assay, { terminal, finish, connected });
  addPrivacy(assay, { terminal, finish, connected });
  addRestore(assay, { terminal, finish, connected });
  addToken(assay, terminal, finish);
  return assay;
}

const connected = (command: Command): Command =>
  command
    .option('--url <url>', 'where Assay answers (or ASSAY_URL)')
    .option('--token <token>', 'token of a person (or ASSAY_TOKEN)')
    .option('--data <folder>', 'data folder of a standalone on this machine (default ".assay")')
    .option('--json', 'print JSON');

function addImport(assay: Command, terminal: Terminal, finish: Finish): void {
  connected(assay.command('import'))
    .description('Import a finished experiment, or what was shown and clicked, from a CSV or CSV.gz file.')
    .argument('<file>', 'CSV with a header line, plain or gzip')
    .option('--experiment <key>', 'experiment to import into')
    .option('--unit <column>', 'column that names the unit')
    .option('--unit-row', 'the file has no such column: each row is a unit')
    .option('--variant <column>', 'column with the variant')
    .option('--control <value>', 'the variant that is control')
    .option('--outcome <name=column...>', 'what is measured; the first is the primary metric')
    .option('--propensity <column>', 'column with the chance that the variant of the row had: a bandit')
    .option('--impressions', 'each row is something that was shown, not a unit of an experiment')
    .option(
      '--event <name=column...>',
      'with --impressions: an event of this name for rows where the column is true',
    )
    .option(
      '--attribute <name=column...>',
      'with --impressions: what the events of a row carry, such as its position',
    )
    .option('--source <name>', 'with --impressions: what the rows are called (default: the name of the file)')
    .option('--where <column=value...>', 'use only the rows with these values')
    .option('--time <column>', 'column with the time of each row')
    .option('--start <time>', 'when the experiment started, or when rows without a time happened')
    .option('--create', 'make the experiment with the variants found')
    .option('--delimiter <character>', 'what separates columns', ',')
    .option('--wait <seconds>', 'how long to wait for the report', '300')
    .addHelpText('after', IMPORT_HELP)
    .action((file: string, options: ImportOptions & Common) =>
      finish((options.impressions === true ? impressionsCommand : importCommand)(terminal, file, options)),
    );
}

function addOperations(assay: Command, terminal: Terminal, finish: Finish): void {
  connected(assay.command('rebuild'))
    .description('Rebuild read models from the log while the old ones are read, then swap them in.')
    .argument('[service]', 'assignment, event-ingest, analytics, promotion or rollout')
    .argument('[projection]', 'only this one (default: all of the service)')
    .option('--all', 'every read model of every service')
    .option('--accept-difference', 'swap in what differs from the live model, or was held for it')
    .option('--follow', 'join a rebuild that is under way; without it a second one is refused')
    .addHelpText('after', REBUILD_HELP)
    .action((service: string | undefined, projection: string | undefined, options: RebuildOptions) =>
      finish(rebuildCommand(terminal, { service, projection, all: options.all === true }, options)),
    );
  connected(assay.command('lag'))
    .description('Show how far the read models are behind the log.')
    .argument('[service]', 'only this one (default: all)')
    .action((service: string | undefined, options: Common) => finish(lagCommand(terminal, service, options)));
}

function addToken(assay: Command, terminal: Terminal, finish: Finish): void {
  assay
    .command('token')
    .description('Make a token for a person.')
    .option('--role <role>', 'viewer, analyst, editor, approver or admin', 'viewer')
    .option('--subject <name>', 'who it is for; named in every event they cause', 'assay-cli')
    .option('--hours <number>', 'how long it is valid', '1')
    .option('--project <project>', 'project it is for (default: the default project)')
    .option('--data <folder>', 'data folder of a standalone on this machine (default ".assay")')
    .addHelpText('after', TOKEN_HELP)
    .action((options: TokenOptions) => finish(tokenCommand(terminal, options)));
}
