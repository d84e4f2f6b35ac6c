import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 100;

/** Waits until the services have read their configuration and answer. */
export async function untilReady(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/health/ready`);
    await response.arrayBuffer();
    if (response.ok) return;
    await pause(EVERY_MS);
  }
}
