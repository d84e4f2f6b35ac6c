import { fileURLToPath } from 'node:url';
import { FolderStore } from './folder-store.js';
import type { ObjectStore } from './object-store.js';
import { S3Store } from './s3-store.js';

/** Where an archive lies. */
export interface ArchiveLocation {
  /** `file:///folder` or `s3://bucket/prefix`. */
  readonly url: string;
  /** Of an S3-compatible storage that is not Amazon's. */
  readonly endpoint?: string;
  readonly region?: string;
}

/** @throws TypeError for a URL of another scheme */
export function openStore({ url, endpoint, region }: ArchiveLocation): ObjectStore {
  const { protocol, hostname: bucket, pathname } = new URL(url);
  if (protocol === 'file:') return new FolderStore(fileURLToPath(url));
  if (protocol !== 's3:') throw new TypeError(`an archive lies at file:// or s3://, not at ${protocol}//`);
  const folder = decodeURIComponent(pathname).replace(/^\/+|\/+$/g, '');
  return new S3Store({ bucket, prefix: folder === '' ? '' : `${folder}/`, endpoint, region });
}
