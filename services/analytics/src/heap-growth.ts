/** See `keepHeapSteady`. With half of it, collecting garbage takes a batch of the engine a seventh longer. */
export const HEAP_GROWTH_PERCENT = 100;
