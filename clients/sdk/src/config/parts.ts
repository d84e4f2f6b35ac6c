import type { AlgorithmRegistry } from '@assay/bucketing/core';

/** What some definitions need and most do not. */
export interface NeededParts {
  readonly algorithms?: AlgorithmRegistry;
  readonly digest?: (text: string) => string;
}

/** Which of it these definitions need. */
export interface Needs {
  readonly targeting: boolean;
  readonly patterns: boolean;
  readonly releases: boolean;
  readonly digest: boolean;
  readonly algorithms: readonly string[];
}
