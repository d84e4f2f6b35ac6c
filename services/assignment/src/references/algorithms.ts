import type { AlgorithmRegistry, BucketingAlgorithm, HashingAlgorithm } from '@assay/bucketing';
import { murmur3 } from '@assay/bucketing';
import { growthBookV1, growthBookV2 } from '@assay/bucketing/growthbook';
import { md5 } from '@assay/bucketing/md5';
import { sha256 } from '@assay/bucketing/sha256';
import { unleash } from '@assay/bucketing/unleash';

/** Every way of spreading units: a server has room for all of them. */
export const ALGORITHMS: AlgorithmRegistry & Readonly<Record<HashingAlgorithm, BucketingAlgorithm>> = {
  murmur3,
  md5,
  sha256,
  'growthbook-v1': growthBookV1,
  'growthbook-v2': growthBookV2,
  unleash,
};
