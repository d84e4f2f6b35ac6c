import { createHash } from 'node:crypto';
import type { ObjectStore, StoredObject } from '@assay/archive';

/** A storage in memory, whose objects a test may damage. */
export class MemoryStore implements ObjectStore {
  readonly address = 'memory';
  readonly objects = new Map<string, Buffer>();
  /** Called before each write; a test lets it throw, as if the process had been killed there. */
  beforeWrite: (key: string) => void = () => undefined;

  read(key: string): Promise<StoredObject | undefined> {
    const content = this.objects.get(key);
    if (content === undefined) return Promise.resolve(undefined);
    return Promise.resolve({ content, version: createHash('sha256').update(content).digest('hex') });
  }

  async write(key: string, content: Buffer): Promise<void> {
    this.beforeWrite(key);
    this.objects.set(key, content);
    await Promise.resolve();
  }

  async replace(key: string, content: Buffer, version: string | undefined): Promise<boolean> {
    if ((await this.read(key))?.version !== version) return false;
    await this.write(key, content);
    return true;
  }
}
