import type { InProgress, Paused } from './rollout-state.js';

/**
 * How long has a rollout been in progress in its tier? A pause does not count.
 * @param now ISO time
 * @returns milliseconds
 */
export const progressedMs = (rollout: InProgress | Paused, now: string): number =>
  rollout.status === 'paused'
    ? rollout.progressedMs
    : rollout.progressedMs + Date.parse(now) - Date.parse(rollout.since);
