import type { Pool } from 'pg';
import { chainDamage } from '../src/store/chain-damage.js';

/** The first place where the store is not what was written, or how much was found in order. */
export type ChainVerdict =
  | { readonly intact: true; readonly events: number; readonly streams: number }
  | { readonly intact: false; readonly stream: string; readonly version: number; readonly problem: string };

/**
 * Recomputes every hash of the store: was any byte of any event changed, removed or put in since it was written?
 * Takes memory for one page of events, whatever their number.
 * @param pool connections to the schema of the service
 * @returns the first damage found, or the number of events that are as they were written
 */
export async function verifyChain(pool: Pool): Promise<ChainVerdict> {
  for await (const step of chainDamage(pool)) {
    if (step.kind === 'seen') continue;
    if (step.kind === 'end') return { intact: true, events: step.events, streams: step.streams };
    const { stream, version, problem } = step;
    return { intact: false, stream, version, problem };
  }
  return { intact: true, events: 0, streams: 0 };
}
