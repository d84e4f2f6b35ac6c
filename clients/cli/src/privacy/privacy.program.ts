import type { Command } from 'commander';
import type { Host } from '../terminal/host.js';
import type { ForgetOptions } from './forget.command.js';
import { forgetCommand } from './forget.command.js';

const FORGET_HELP = `
Attributes lie in the log encrypted with a key of their unit. The key is destroyed, so that nobody reads them any more,
neither in the log nor in a copy of it; read models drop what they had made of them. Units linked to the one that is
named (logins) are forgotten with it. What the unit did stays counted, without attributes, under its pseudonym; what it
sends later is counted the same way. There is no way back.

Given again, it does what is left to be done. "assay audit --type UnitForgotten" lists who had whom forgotten.

Examples:
  npx assay forget visitor-00017 --reason "request 4711"
  npx assay forget visitor-00017 --show`;

/** Adds what people may ask for about their own data. */
export function addPrivacy(assay: Command, { terminal, finish, connected }: Host): void {
  connected(assay.command('forget'))
    .description('Erase the attributes of a unit for good, everywhere.')
    .argument('<unit>', 'its id, as applications send it')
    .option('--reason <text>', 'why; kept with the decision, so do not name the person')
    .option('--show', 'only show whether it was forgotten')
    .addHelpText('after', FORGET_HELP)
    .action((unit: string, options: ForgetOptions) => finish(forgetCommand(terminal, unit, options)));
}
