import type { WriteStream } from 'node:fs';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { UnwritableFileError } from '../../errors/unwritable-file.error.js';

/** A file that grows at its end. Where it cannot be written any further, the next line or flush says so. */
export class ExportFile {
  private broken: Error | undefined;

  private constructor(
    readonly path: string,
    private readonly stream: WriteStream,
  ) {
    stream.on('error', (error) => {
      this.broken ??= error;
    });
  }

  /** @throws UnwritableFileError */
  static async open(path: string, flags: 'wx' | 'a'): Promise<ExportFile> {
    const stream = createWriteStream(path, { flags, mode: 0o600 });
    await once(stream, 'open').catch((error: unknown) => {
      throw new UnwritableFileError(path, error as Error);
    });
    return new ExportFile(path, stream);
  }

  /** @returns the bytes that it takes @throws UnwritableFileError */
  write(line: string): number {
    if (this.broken !== undefined) throw new UnwritableFileError(this.path, this.broken);
    this.stream.write(`${line}\n`);
    return Buffer.byteLength(line) + 1;
  }

  /** Everything so far has been handed to the disk. @throws UnwritableFileError */
  flush(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.stream.write('', (error) => {
        this.broken ??= error ?? undefined;
        if (this.broken === undefined) resolve();
        else reject(new UnwritableFileError(this.path, this.broken));
      });
    });
  }

  async close(): Promise<void> {
    if (this.stream.closed) return;
    this.stream.end();
    await once(this.stream, 'close').catch(() => undefined);
  }

  get isBroken(): boolean {
    return this.broken !== undefined;
  }
}
