/** See `keepHeapSteady`. With 50, Node takes a sixth more processor time for a batch of the engine. */
export const HEAP_GROWTH_PERCENT = 100;
