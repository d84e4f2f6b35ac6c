import type { AlgorithmRegistry, BucketingAlgorithm } from '@assay/bucketing/core';
import type { NeededParts, Needs } from './parts.js';

type Loader = () => Promise<BucketingAlgorithm>;

const ALGORITHMS: ReadonlyMap<string, Loader> = new Map([
  ['md5', () => import('@assay/bucketing/md5').then(({ md5 }) => md5)],
  ['sha256', () => import('@assay/bucketing/sha256').then(({ sha256 }) => sha256)],
  ['unleash', () => import('@assay/bucketing/unleash').then(({ unleash }) => unleash)],
  ['growthbook-v1', () => import('@assay/bucketing/growthbook').then(({ growthBookV1 }) => growthBookV1)],
  ['growthbook-v2', () => import('@assay/bucketing/growthbook').then(({ growthBookV2 }) => growthBookV2)],
]);

/** A part that cannot be fetched is not there: flags that need it are asked of the gateway. */
const ifThere = <Part>(loading: Promise<Part> | undefined): Promise<Part | undefined> =>
  Promise.resolve(loading).catch(() => undefined);

async function algorithmsNamed(names: readonly string[]): Promise<AlgorithmRegistry> {
  const loading = [...new Set(names)].map(
    async (name) => [name, await ifThere(ALGORITHMS.get(name)?.())] as const,
  );
  const there = (await Promise.all(loading)).filter(([, algorithm]) => algorithm !== undefined);
  return Object.fromEntries(there);
}

/** Each of them when the first definitions need it. */
export async function loadParts({
  targeting,
  patterns,
  releases,
  digest,
  algorithms,
}: Needs): Promise<NeededParts> {
  const [loaded, sha256] = await Promise.all([
    algorithmsNamed(algorithms),
    ifThere(digest ? import('@assay/bucketing/sha256') : undefined),
    ifThere(targeting ? import('@assay/bucketing/targeting') : undefined),
    ifThere(patterns ? import('@assay/bucketing/patterns') : undefined),
    ifThere(releases ? import('@assay/bucketing/releases') : undefined),
  ]);
  return { algorithms: loaded, ...(sha256 === undefined ? {} : { digest: sha256.sha256Hex }) };
}
