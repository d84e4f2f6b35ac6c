import type { FailedLine } from '@assay/contracts';
import type { ApiClient } from '../../api/api-client.js';
import { connect } from '../../connection/connect.js';
import type { ConnectionOptions } from '../../connection/connection-options.js';
import { EXIT } from '../../errors/cli-error.js';
import { IncompleteAnswerError } from '../../errors/incomplete-answer.error.js';
import { UsageError } from '../../errors/usage.error.js';
import { count } from '../../terminal/numbers.js';
import { table } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';

export interface DeadLetterOptions extends ConnectionOptions {
  readonly topic?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly json?: boolean;
}

interface Letter {
  readonly id: string;
  readonly type: string | null;
  readonly subject: string | null;
  readonly reason: string;
  readonly detail: string;
  readonly reader: string;
  readonly at: string;
  readonly state: { readonly status: string; readonly by?: string; readonly reason?: string };
}

const PATH = '/api/v1/admin/services/event-ingest/dead-letters';
export const LETTER_STATUSES = ['open', 'retried', 'discarded', 'all'] as const;

/** @throws UsageError for what is no id of a letter */
function pathOf(id: string): string {
  if (!/^[\w.-]+\/\d+\/\d+$/.test(id))
    throw new UsageError(
      `"${id}" is no dead letter; "assay dead-letters list" shows their ids (topic/partition/offset)`,
    );
  return `${PATH}/${id}`;
}

/** @throws IncompleteAnswerError when they could not be read to the end */
async function lettersOf(api: ApiClient, { topic, status = 'open' }: DeadLetterOptions): Promise<Letter[]> {
  const letters: Letter[] = [];
  const query = topic === undefined ? '' : `?topic=${encodeURIComponent(topic)}`;
  for await (const line of api.lines(`${PATH}${query}`)) {
    const letter = line as Letter | FailedLine;
    if ('line' in letter) throw new IncompleteAnswerError('dead letters', `${letter.code}: ${letter.detail}`);
    if (status === 'all' || letter.state.status === status) letters.push(letter);
  }
  return letters;
}

const stateText = ({ state }: Letter): string =>
  state.by === undefined ? state.status : `${state.status} by ${state.by}: ${state.reason ?? ''}`;

/** Shows what could not be handled. */
export async function listLetters(terminal: Terminal, options: DeadLetterOptions): Promise<number> {
  const letters = await lettersOf(await connect(terminal, options), options);
  if (options.json === true) terminal.print(JSON.stringify(letters, null, 2));
  else if (letters.length === 0) terminal.print('There are none.');
  else
    terminal.print(
      table(
        ['dead letter', 'since', 'event', 'why', 'reader', 'state'],
        letters.map((letter) => [
          ...[letter.id, letter.at, `${letter.type ?? '?'} ${letter.subject ?? ''}`],
          ...[`${letter.reason}\n${letter.detail.slice(0, 80)}`, letter.reader, stateText(letter)],
        ]),
      ),
    );
  return EXIT.done;
}

/** Shows one of them with everything in it. */
export async function showLetter(
  terminal: Terminal,
  id: string,
  options: DeadLetterOptions,
): Promise<number> {
  const path = pathOf(id);
  const api = await connect(terminal, options);
  terminal.print(JSON.stringify(await api.get(path), null, 2));
  return EXIT.done;
}

/** Puts messages back, or gives them up; each with the reason and whoever's token it is. */
export async function settleLetters(
  terminal: Terminal,
  { ids, as }: { readonly ids: readonly string[]; readonly as: 'retry' | 'discard' },
  options: DeadLetterOptions,
): Promise<number> {
  const { reason } = options;
  if (reason === undefined || reason.trim() === '')
    throw new UsageError(`say why with --reason "…": it is kept with the decision`);
  const paths = ids.map(pathOf);
  const api = await connect(terminal, options);
  const settled: Letter[] = [];
  for (const path of paths) settled.push((await api.post(`${path}/${as}`, { reason })) as Letter);
  terminal.print(
    options.json === true
      ? JSON.stringify(settled, null, 2)
      : settled.map((letter) => `${letter.id}: ${stateText(letter)}`).join('\n'),
  );
  terminal.note(`${count(settled.length)} ${as === 'retry' ? 'retried' : 'discarded'}.`);
  return EXIT.done;
}
