import type { ConnectionOptions } from '../connection/connection-options.js';
import { connect } from '../connection/connect.js';
import { EXIT } from '../errors/cli-error.js';
import { UsageError } from '../errors/usage.error.js';
import { countOf } from '../terminal/numbers.js';
import { table } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';

export interface ForgetOptions extends ConnectionOptions {
  readonly reason?: string;
  readonly show?: boolean;
  readonly json?: boolean;
}

interface UnitErasure {
  readonly unit: string;
  readonly erasure: {
    readonly at: string;
    readonly by: string;
    readonly reason: string;
    readonly linkedTo: string | null;
  } | null;
}

const PATH = '/api/v1/admin/services/event-ingest/erasures';

const linesOf = (units: readonly UnitErasure[]): string =>
  table(
    ['unit', 'forgotten', 'by', 'why'],
    units.map(({ unit, erasure }) =>
      erasure === null
        ? [unit, 'no', '–', '–']
        : [unit, erasure.at, erasure.by, withLink(erasure.reason, erasure.linkedTo)],
    ),
  );

const withLink = (reason: string, linkedTo: string | null): string =>
  linkedTo === null ? reason : `${reason} (linked to ${linkedTo})`;

/** Destroys the keys of a unit and of those linked to it; with `--show` only tells whether that was done. */
export async function forgetCommand(
  terminal: Terminal,
  unit: string,
  options: ForgetOptions,
): Promise<number> {
  const { reason, show, json } = options;
  if (show !== true && (reason === undefined || reason.trim() === ''))
    throw new UsageError('say why with --reason "…": it is kept with the decision');
  const api = await connect(terminal, options);
  if (show === true) {
    const { items } = (await api.get(`${PATH}?unit=${encodeURIComponent(unit)}`)) as {
      readonly items: readonly UnitErasure[];
    };
    terminal.print(json === true ? JSON.stringify({ units: items }, null, 2) : linesOf(items));
    return EXIT.done;
  }
  const forgotten = (await api.post(PATH, { unit, reason })) as {
    readonly units: readonly UnitErasure[];
    readonly keysDestroyed: number;
  };
  terminal.print(json === true ? JSON.stringify(forgotten, null, 2) : linesOf(forgotten.units));
  terminal.note(
    forgotten.keysDestroyed === 0
      ? 'There were no keys of it: it was forgotten before, or nothing of it was ever sealed.'
      : `${countOf(forgotten.keysDestroyed, 'data key')} destroyed. Read models follow within seconds ("assay lag").`,
  );
  return EXIT.done;
}
