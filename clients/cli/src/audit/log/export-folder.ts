import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../errors/usage.error.js';
import { readNote, writeNote } from './progress-note.js';

interface FolderNote {
  /** What was asked for; another question does not continue this folder. */
  readonly question: string;
  /** The topics whose files are whole. */
  readonly done: readonly string[];
}

/** An export of all topics: which of them are done, until all are. */
export class ExportFolder {
  private constructor(
    private readonly file: string,
    private readonly question: string,
    private readonly done: Set<string>,
  ) {}

  /** @throws UsageError for a folder that holds a whole export, or was begun with another question; UnwritableFileError */
  static async open(folder: string, question: string): Promise<ExportFolder> {
    const file = join(folder, 'export.progress');
    const left = await readNote<FolderNote>(file);
    if (left === undefined && (await readdir(folder)).some((name) => /\.(ndjson|csv)$/.test(name)))
      throw new UsageError(`${folder} holds an export already; give another --out, or remove it`);
    if (left !== undefined && left.question !== question)
      throw new UsageError(`${folder} was begun with other options; give another --out, or remove ${file}`);
    const opened = new ExportFolder(file, question, new Set(left?.done));
    await opened.note();
    return opened;
  }

  has(topic: string): boolean {
    return this.done.has(topic);
  }

  async add(topic: string): Promise<void> {
    this.done.add(topic);
    await this.note();
  }

  finish(): Promise<void> {
    return rm(this.file, { force: true });
  }

  private note(): Promise<void> {
    return writeNote(this.file, { question: this.question, done: [...this.done] } satisfies FolderNote);
  }
}
