import type { DefinitionProblem } from '@assay/bucketing';

/** What is wrong with what an experiment says beyond itself. */
export type ReferenceRefusal =
  | { readonly code: 'DEFINITION_INVALID'; readonly problems: readonly DefinitionProblem[] }
  | {
      readonly code: 'METRIC_INVALID';
      readonly path: string;
      readonly value: unknown;
      readonly detail: string;
    }
  | { readonly code: 'SEGMENT_UNKNOWN'; readonly path: string; readonly segment: string }
  | { readonly code: 'LAYER_UNKNOWN'; readonly layer: string }
  | { readonly code: 'LAYER_SLOT_MISSING'; readonly layer: string }
  | { readonly code: 'HOLDOUT_UNKNOWN'; readonly path: string; readonly holdout: string }
  | { readonly code: 'HOLDOUT_IS_GLOBAL'; readonly path: string; readonly holdout: string };
