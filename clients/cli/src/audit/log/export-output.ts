import type { WriteStream } from 'node:fs';
import { createWriteStream, existsSync } from 'node:fs';
import { once } from 'node:events';
import { UsageError } from '../../errors/usage.error.js';
import type { Terminal } from '../../terminal/terminal.js';
import { finished, note, resumable } from './export-state.js';

const NOTE_EVERY = 5_000;

/** Where an export goes: a file that can be continued, or the output of the command. */
export class Output {
  written = 0;
  private sinceNote = 0;

  private constructor(
    private readonly terminal: Terminal,
    private readonly file: { readonly path: string; readonly stream: WriteStream } | undefined,
    private readonly question: string,
    private readonly positions: Map<string, number>,
    private bytes: number,
  ) {}

  /** @throws UsageError when the file is there already and no unfinished export of the same question */
  static async open(terminal: Terminal, path: string | undefined, question: string): Promise<Output> {
    if (path === undefined) return new Output(terminal, undefined, question, new Map(), 0);
    const left = await resumable(path, question);
    if (left === undefined && existsSync(path))
      throw new UsageError(`${path} is there already; give another --out, or remove it`);
    if (left !== undefined) terminal.note(`Going on where ${path} was left.`);
    const stream = createWriteStream(path, { flags: left === undefined ? 'wx' : 'a', mode: 0o600 });
    await once(stream, 'open');
    const positions = new Map(Object.entries(left?.next ?? {}));
    return new Output(terminal, { path, stream }, question, positions, left?.bytes ?? 0);
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
    await this.flush(this.file.stream);
    await finished(this.file.path);
    this.sinceNote = -1;
  }

  /** An export that is not finished leaves how far it is. */
  async close(): Promise<void> {
    if (this.file === undefined) return;
    if (this.sinceNote >= 0) await this.note();
    this.file.stream.end();
    await once(this.file.stream, 'close');
  }

  private put(line: string): void {
    if (this.file === undefined) return this.terminal.print(line);
    this.bytes += Buffer.byteLength(line) + 1;
    this.file.stream.write(`${line}\n`);
  }

  private async note(): Promise<void> {
    this.sinceNote = 0;
    if (this.file === undefined) return;
    await this.flush(this.file.stream);
    const next = Object.fromEntries(this.positions);
    await note(this.file.path, { question: this.question, bytes: this.bytes, next });
  }

  private flush(stream: WriteStream): Promise<void> {
    return new Promise((resolve, reject) => {
      stream.write('', (error) => (error ? reject(error) : resolve()));
    });
  }
}
