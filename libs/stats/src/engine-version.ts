/** Named in certificates: a verdict is recomputed with the engine that gave it. Raised when a result changes. */
export const ENGINE_VERSION = 'assay-stats/1';
