import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../../src/index.js';
import type { SentEvent } from './fake-assay.js';
import { FakeAssay } from './fake-assay.js';
import type { TestTerminal } from './test-terminal.js';
import { testTerminal } from './test-terminal.js';

export const GAME = [
  'userid,version,rounds,day7',
  '116,gate_30,3,FALSE',
  '337,gate_30,38,TRUE',
  '377,gate_40,165,FALSE',
  '483,gate_40,0,TRUE',
].join('\n');

export const OPTIONS = '--experiment game --unit userid --variant version --control gate_30'.split(' ');
export const OUTCOMES = ['--outcome', 'day7=day7', '--outcome', 'rounds=rounds'];

/** What an import printed with `--json`. */
export type ImportSummary = Record<string, unknown> & { rows: Record<string, number> };

export interface Importing {
  readonly assay: FakeAssay;
  readonly terminal: TestTerminal;
  /** @returns the path of a new file */
  readonly file: (content: string | Buffer, name?: string) => string;
  readonly importFile: (path: string, ...more: readonly string[]) => Promise<number>;
  readonly summary: () => ImportSummary;
  readonly sent: (type: string) => readonly SentEvent[];
}

/** A service that imports go to and a terminal, both new for each test of the file. */
export function importing(): Importing {
  let assay: FakeAssay;
  let terminal: TestTerminal;

  beforeEach(async () => {
    assay = new FakeAssay();
    terminal = testTerminal({ ASSAY_URL: await assay.start(), ASSAY_TOKEN: 'token-of-the-test' });
  });
  afterEach(() => assay.stop());

  return {
    get assay() {
      return assay;
    },
    get terminal() {
      return terminal;
    },
    file: (content, name = 'game.csv') => {
      const path = join(terminal.folder, name);
      writeFileSync(path, content);
      return path;
    },
    importFile: (path, ...more) =>
      runCli(['import', path, ...OPTIONS, ...OUTCOMES, '--create', ...more], terminal),
    summary: () => JSON.parse(terminal.printed.at(-1) ?? '{}') as ImportSummary,
    sent: (type) => [...assay.events.values()].filter((event) => event.type === type),
  };
}
