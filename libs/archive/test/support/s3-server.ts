import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchiveLocation } from '@assay/archive';
import { startProcess } from '@assay/testing';

/** Whom the server lets in. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' };

/** A server that speaks S3, with one bucket. */
export interface S3Server {
  readonly location: ArchiveLocation;
  stop(): Promise<void>;
}

export async function startS3Server(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-s3-'));
  const main = createRequire(import.meta.url).resolve('s3rver/bin/s3rver.js');
  const args = [main, '-d', folder, '-a', '127.0.0.1', '-p', '0', '--no-vhost-buckets'];
  const server = startProcess({ args: [...args, '--configure-bucket', 'archive'] });
  const [, port = ''] = await server.printed(/listening on .*:(\d+)/);
  const before = { ...process.env };
  Object.assign(process.env, CREDENTIALS);
  return {
    location: { url: 's3://archive/assay/log', endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1' },
    stop: async () => {
      for (const name of Object.keys(CREDENTIALS)) delete process.env[name];
      Object.assign(process.env, before);
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
