import type * as S3 from '@aws-sdk/client-s3';
import { ArchiveUnavailableError } from '../errors/archive-unavailable.error.js';
import type { ObjectStore, StoredObject } from './object-store.js';

/** A bucket of Amazon S3, or of a storage that speaks its protocol. */
export interface S3Location {
  readonly bucket: string;
  /** What stands before every key; empty, or ending in a slash. */
  readonly prefix: string;
  /** Of another storage than Amazon's; its buckets are addressed by path. */
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
}

const ATTEMPTS = 4;
/** Answers of conditional writes whose condition does not hold. */
const CHANGED: ReadonlySet<number | undefined> = new Set([409, 412]);

const statusOf = (error: unknown): number | undefined =>
  (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;

/**
 * An archive in a bucket. Credentials come from where the SDK looks for them (environment, profile, role of the
 * machine); the SDK is loaded when it is first needed.
 */
export class S3Store implements ObjectStore {
  readonly address: string;
  private opening: Promise<{ readonly client: S3.S3Client; readonly sdk: typeof S3 }> | undefined;

  constructor(private readonly location: S3Location) {
    this.address = `s3://${location.bucket}/${location.prefix}`;
  }

  async read(key: string): Promise<StoredObject | undefined> {
    const { client, sdk } = await this.open();
    try {
      const { Body, ETag } = await client.send(new sdk.GetObjectCommand(this.at(key)));
      const content = Buffer.from((await Body?.transformToByteArray()) ?? []);
      return { content, version: ETag ?? '' };
    } catch (error) {
      if (error instanceof sdk.NoSuchKey || statusOf(error) === 404) return this.missing(error, key);
      throw new ArchiveUnavailableError(`reading ${this.address}${key}`, error);
    }
  }

  async write(key: string, content: Buffer): Promise<void> {
    const { client, sdk } = await this.open();
    try {
      await client.send(new sdk.PutObjectCommand({ ...this.at(key), Body: content }));
    } catch (error) {
      throw new ArchiveUnavailableError(`writing ${this.address}${key}`, error);
    }
  }

  async replace(key: string, content: Buffer, version: string | undefined): Promise<boolean> {
    const { client, sdk } = await this.open();
    const condition = version === undefined ? { IfNoneMatch: '*' } : { IfMatch: version };
    // Storages that know no conditional writes ignore the condition: those are held by the lease alone.
    if ((await this.read(key))?.version !== version) return false;
    try {
      await client.send(new sdk.PutObjectCommand({ ...this.at(key), Body: content, ...condition }));
      return true;
    } catch (error) {
      if (CHANGED.has(statusOf(error))) return false;
      throw new ArchiveUnavailableError(`writing ${this.address}${key}`, error);
    }
  }

  /** A bucket that does not exist is not an object that does not exist. */
  private missing(error: unknown, key: string): undefined {
    if ((error as Error).name !== 'NoSuchBucket') return undefined;
    throw new ArchiveUnavailableError(`reading ${this.address}${key}`, error);
  }

  private at(key: string) {
    return { Bucket: this.location.bucket, Key: this.location.prefix + key };
  }

  private open() {
    this.opening ??= this.connect().catch((error: unknown) => {
      this.opening = undefined;
      throw new ArchiveUnavailableError(`opening ${this.address}`, error);
    });
    return this.opening;
  }

  private async connect() {
    const { endpoint, region } = this.location;
    const sdk = await import('@aws-sdk/client-s3');
    const client = new sdk.S3Client({
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
      ...(region === undefined ? {} : { region }),
      maxAttempts: ATTEMPTS,
      // Newer checksums than what other storages than Amazon's know are not needed: objects carry their SHA-256.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    return { client, sdk };
  }
}
