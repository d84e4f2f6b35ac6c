import type { HoldoutDefinition, LayerSlot } from '@assay/bucketing';

/** What experiments refer to, as it stands at one moment. */
export interface References {
  /** Undefined where the layer gives the experiment nothing. */
  layerSlot(layer: string, experiment: string): LayerSlot | undefined;
  holdout(key: string): HoldoutDefinition | undefined;
  globalHoldouts(): readonly HoldoutDefinition[];
  /** Hash of the present content. */
  segmentHash(key: string): string | undefined;
  /** Of another experiment; a rollout has activations instead. */
  flagRevision(key: string): string | undefined;
}

/** Of an experiment that stands alone. */
export const NO_REFERENCES: References = {
  layerSlot: () => undefined,
  holdout: () => undefined,
  globalHoldouts: () => [],
  segmentHash: () => undefined,
  flagRevision: () => undefined,
};
