import { rm, truncate } from 'node:fs/promises';
import { UsageError } from '../../errors/usage.error.js';
import { readNote, writeNote } from './progress-note.js';

/** How far an export has come: what is written up to `bytes` covers every partition up to its offset. */
interface ExportState {
  /** What was asked for; another question does not continue this file. */
  readonly question: string;
  readonly bytes: number;
  /** Where each partition goes on. */
  readonly next: Readonly<Record<string, number>>;
}

const fileOf = (out: string): string => `${out}.progress`;

/**
 * What an earlier export of the same question left unfinished; the file is cut to what was noted of it.
 * @throws UsageError when the file belongs to another question, or is there and was not left unfinished
 */
export async function resumable(out: string, question: string): Promise<ExportState | undefined> {
  const state = await readNote<ExportState>(fileOf(out));
  if (state === undefined) return undefined;
  if (state.question !== question)
    throw new UsageError(`${out} was begun with other options; give another --out, or remove ${fileOf(out)}`);
  await truncate(out, state.bytes);
  return state;
}

/** Notes how far it is, in one step: a crash leaves the note before or this one. @throws UnwritableFileError */
export const note = (out: string, state: ExportState): Promise<void> => writeNote(fileOf(out), state);

export const finished = (out: string): Promise<void> => rm(fileOf(out), { force: true });
