import type { Command } from 'commander';
import { Option } from 'commander';
import { AUDIT_HELP, DIFF_HELP, EXPORT_HELP, REPLAY_HELP, VERIFY_HELP, WHAT_IF_HELP } from './audit-help.js';
import { addDeadLetters } from './dead-letters/dead-letters.program.js';
import type { DiffOptions } from './diff/diff.command.js';
import { diffCommand } from './diff/diff.command.js';
import { addExplain } from './explain/explain.program.js';
import type { Host } from '../terminal/host.js';
import type { AuditOptions } from './list/audit.command.js';
import { auditCommand } from './list/audit.command.js';
import type { ExportOptions } from './log/export.command.js';
import { exportCommand } from './log/export.command.js';
import { topicsCommand } from './log/topics.command.js';
import type { ReplayOptions } from './replay/replay.command.js';
import { replayCommand } from './replay/replay.command.js';
import { CHECK_KINDS } from './verify/checks.js';
import type { VerifyOptions } from './verify/verify.command.js';
import { verifyCommand } from './verify/verify.command.js';
import type { AllWhatIfOptions } from './what-if/asked-policy.js';
import { whatIf } from './what-if/what-if.js';

/** Adds what auditors use: what was decided, how it came about, and proof that nothing was changed. */
export function addAudit(assay: Command, host: Host): void {
  addProof(assay, host);
  addDecisions(assay, host);
  addExplain(assay, host);
  addWhatIf(assay, host);
  addDeadLetters(assay, host);
  addLog(assay, host);
}

function addProof(assay: Command, { terminal, finish, connected }: Host): void {
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
    .argument('[service]', 'assignment, event-ingest, analytics, promotion or rollout')
    .argument('[projection]', 'only this one (default: all of the service)')
    .option('--all', 'every read model of every service')
    .option('--from <moment>', 'begin there instead of at the beginning; compares with nothing')
    .option('--to <moment>', 'end there; lists what is different now')
    .option('--keep', 'keep the replayed tables until the next replay, to look into them')
    .addHelpText('after', REPLAY_HELP)
    .action((service: string | undefined, projection: string | undefined, options: ReplayOptions) =>
      finish(replayCommand(terminal, { service, projection, all: options.all === true }, options)),
    );
}

function addDecisions(assay: Command, { terminal, finish, connected }: Host): void {
  connected(assay.command('audit'))
    .description('List who changed what, when, why, from where and under which approval.')
    .option('--service <service>', 'only decisions of this one')
    .option('--actor <actor>', 'only what this one did, such as user:alice')
    .option('--type <type>', 'only events of this type')
    .option('--stream <stream>', 'only this stream; * stands for anything')
    .option('--from <time>', 'only what happened from then on')
    .option('--to <time>', 'only what happened before')
    .option('--limit <number>', 'so many of the latest (default: 50)')
    .option('--all', 'all of them')
    .option('--csv', 'print CSV')
    .addHelpText('after', AUDIT_HELP)
    .action((options: AuditOptions) => finish(auditCommand(terminal, options)));
  connected(assay.command('diff'))
    .description('Say what is different at two moments: configuration, allocation, results.')
    .option('--from <time>', 'the earlier moment')
    .option('--to <time>', 'the later moment (default: now)')
    .option('--experiment <key>', 'only this one')
    .option('--no-results', 'leave results out, which takes fewer requests')
    .addHelpText('after', DIFF_HELP)
    .action((options: DiffOptions) => finish(diffCommand(terminal, options)));
}

function addWhatIf(assay: Command, { terminal, finish, connected }: Host): void {
  connected(assay.command('what-if'))
    .description('Say what other thresholds would have decided, beside what happened.')
    .argument('[experiment]', 'key of one (default: all)')
    .option('--rollout <key>', 'rollbacks of this rollout instead of promotions')
    .option('--min-sample-size <number>', 'units per variant')
    .option('--min-confidence <percent>', 'such as 99')
    .option('--min-improvement <percent>', 'over control')
    .option('--min-runtime-hours <hours>', 'how long a run has to go on')
    .option('--max-error-rate <fraction>', 'such as 0.05')
    .option('--max-lag-seconds <seconds>', 'how far results may lag behind')
    .addOption(
      new Option('--decision-method <method>', 'how the winner is found').choices([
        ...['sequential', 'fixed-horizon', 'z-test'],
      ]),
    )
    .option('--from <time>', 'of a rollout: activations since then')
    .option('--error-rate <fraction>', 'of a rollout: rolled back above it, such as 0.02')
    .option('--window-minutes <minutes>', 'of a rollout: length of the window')
    .option('--min-outcomes <number>', 'of a rollout: fewer are no evidence')
    .addOption(
      new Option('--per <what>', 'of a rollout: what the rate is a fraction of').choices([
        'units',
        'outcomes',
      ]),
    )
    .option('--no-triggers', 'of a rollout: leaves its trigger rules out')
    .addOption(
      new Option('--policy <policy>', 'of a bandit: how weights follow results').choices([
        ...['thompson', 'top-two', 'ucb1', 'epsilon-greedy'],
      ]),
    )
    .option('--floor <share>', 'of a bandit: least weight of an arm')
    .option('--epsilon <share>', 'of a bandit: what all arms share')
    .addHelpText('after', WHAT_IF_HELP)
    .action((experiment: string | undefined, options: AllWhatIfOptions) =>
      finish(whatIf(terminal, experiment, options)),
    );
}

function addLog(assay: Command, { terminal, finish, connected }: Host): void {
  connected(assay.command('topics'))
    .description('Show the topics of the log, who writes them and how much is in them.')
    .action((options: ExportOptions) => finish(topicsCommand(terminal, options)));
  connected(assay.command('export'))
    .description('Write the messages of a topic to a file or to the output.')
    .argument('<topic>', 'such as assay.promotions.v1, or "all" with a folder as --out')
    .option('--partition <number>', 'only this one')
    .option('--from <time>', 'only what the log took from then on')
    .option('--to <time>', 'only what the log took before')
    .option('--type <type>', 'only events of this type')
    .option('--subject <subject>', 'only this stream or unit')
    .addOption(new Option('--format <format>', 'of the lines').choices(['ndjson', 'csv']).default('ndjson'))
    .option('--open', 'with the attributes that were sealed, or that they are erased (not for import-log)')
    .option('--out <file>', 'file (of "all": folder) where to; an interrupted export goes on there')
    .addHelpText('after', EXPORT_HELP)
    .action((topic: string, options: ExportOptions) => finish(exportCommand(terminal, topic, options)));
}
