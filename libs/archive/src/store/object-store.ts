/** An object as it lies in the storage. */
export interface StoredObject {
  readonly content: Buffer;
  /** Changes with the content. */
  readonly version: string;
}

/** Where an archive lies: a folder or a bucket. Every call throws `ArchiveUnavailableError` while it is away. */
export interface ObjectStore {
  /** For people; without secrets. */
  readonly address: string;
  /** @returns undefined when there is no such object */
  read(key: string): Promise<StoredObject | undefined>;
  /** Writes an object whose name follows from its content: whole or not at all, and again with the same effect. */
  write(key: string, content: Buffer): Promise<void>;
  /**
   * Replaces an object where it is still what the caller has read.
   * @param version as it was read; undefined where there was none
   * @returns false when it is another one by now
   */
  replace(key: string, content: Buffer, version: string | undefined): Promise<boolean>;
}
