import type { Secrets } from '../data/secrets.js';
import type { Terminal } from './terminal.js';

interface Announcement {
  readonly url: string;
  readonly dataFolder: string;
  readonly secrets: Secrets;
  /** Tokens are shown when they are made, and never again. */
  readonly isNew: boolean;
  /** A command to begin with. */
  readonly firstCommand: string;
}

/** Says where everything is, and the secrets that were made just now. */
export function announce(
  terminal: Terminal,
  { url, dataFolder, secrets, isNew, firstCommand }: Announcement,
): void {
  terminal.say(`Assay is ready: ${url}`);
  terminal.say(`  API documentation  ${url}/docs`);
  terminal.say(`  data               ${dataFolder}`);
  if (isNew) {
    terminal.say(`  admin token        ${secrets.adminToken ?? ''}`);
    terminal.say(`  SDK key            ${secrets.sdkKey ?? ''}`);
    terminal.say('  They are shown this once; secrets.json in the data folder keeps them for this user.');
  }
  terminal.say(`Try: ${firstCommand}     Stop: Ctrl-C`);
}

/** Says that nothing is written yet, and what has to be done first. */
export function announceHeld(
  terminal: Terminal,
  { url, held }: { readonly url: string; readonly held: readonly string[] },
): void {
  terminal.say(`Assay answers, and waits for you: ${url}`);
  for (const detail of held) terminal.say(`  ${detail}.`);
}
