import { existsSync } from 'node:fs';
import { UsageError } from '../../errors/usage.error.js';
import type { Terminal } from '../../terminal/terminal.js';
import { ExportFile } from './export-file.js';
import { finished, note, resumable } from './export-state.js';

const NOTE_EVERY = 5_000;

/** Where an export goes: a file that can be continued, or the output of the command. */
export class Output {
  written = 0;
  private sinceNote = 0;

  private constructor(
    private readonly terminal: Terminal,
    private readonly file: ExportFile | undefined,
    private readonly question: string,
    private readonly positions: Map<string, number>,
    private bytes: number,
  ) {}

  /** @throws UsageError when the file is there already and no unfinished export of the same question; UnwritableFileError */
  static async open(terminal: Terminal, path: string | undefined, question: string): Promise<Output> {
    if (path === undefined) return new Output(terminal, undefined, question, new Map(), 0);
    const left = await resumable(path, question);
    if (left === undefined && existsSync(path))
      throw new UsageError(`${path} is there already; give another --out, or remove it`);
    if (left !== undefined) terminal.note(`Going on where ${path} was left.`);
    const file = await ExportFile.open(path, left === undefined ? 'wx' : 'a');
    const positions = new Map(Object.entries(left?.next ?? {}));
    const output = new Output(terminal, file, question, positions, left?.bytes ?? 0);
    await output.note();
    return output;
  }

  /** What stands above everything else, once. */
  head(line: string): void {
    if (this.bytes === 0) this.put(line);
  }

  /** Where a partition goes on; undefined for its beginning. */
  next(partition: number): number | undefined {
    return this.positions.get(String(partition));
  }

  write(line: string): void {
    this.written += 1;
    this.put(line);
  }

  /** Everything of the partition before this offset is written; noted now and then. */
  async reached(partition: number, offset: number): Promise<void> {
    this.positions.set(String(partition), offset);
    this.sinceNote += 1;
    if (this.sinceNote >= NOTE_EVERY) await this.note();
  }

  /** There is nothing left to go on with. */
  async finish(): Promise<void> {
    if (this.file === undefined) return;
    await this.file.flush();
    await finished(this.file.path);
    this.sinceNote = -1;
  }

  /** An export that is not finished leaves how far it is. */
  async close(): Promise<void> {
    if (this.file === undefined) return;
    if (this.sinceNote >= 0 && !this.file.isBroken) await this.note();
    await this.file.close();
  }

  private put(line: string): void {
    if (this.file === undefined) return this.terminal.print(line);
    this.bytes += this.file.write(line);
  }

  private async note(): Promise<void> {
    this.sinceNote = 0;
    if (this.file === undefined) return;
    await this.file.flush();
    const next = Object.fromEntries(this.positions);
    await note(this.file.path, { question: this.question, bytes: this.bytes, next });
  }
}
