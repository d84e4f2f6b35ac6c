import { setFlagsFromString } from 'node:v8';

const GROWTH_PERCENT = 50;

/**
 * Keeps the memory of a process bounded, from the first line of its `main.ts` on. What batches and commands leave behind
 * outlives the young generation, and V8 lets a small heap grow several times over before it looks at the old one: a
 * backlog of analytics took 420 MB, and 240 MB with this. It is no limit: what is really needed is there.
 * @param growthPercent by how much the heap may grow from one full collection to the next
 */
export const keepHeapSteady = (growthPercent = GROWTH_PERCENT): void => {
  setFlagsFromString(`--heap-growing-percent=${String(growthPercent)}`);
};
