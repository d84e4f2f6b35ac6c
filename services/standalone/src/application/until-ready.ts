import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 100;

interface Health {
  readonly checks?: Readonly<Record<string, { readonly ready: boolean; readonly detail?: string }>>;
}

/** Waits until the services have read their configuration and answer, or until it is not wanted any more. */
export async function untilReady(url: string, signal?: AbortSignal): Promise<void> {
  while (signal?.aborted !== true && (await lookAt(url)) !== undefined) await pause(EVERY_MS);
}

/**
 * The same, but does not wait for what a person has to do first.
 * @returns what that is: event stores that wait for their log, or for an import
 */
export async function untilReadyOrHeld(url: string): Promise<readonly string[]> {
  for (;;) {
    const health = await lookAt(url);
    if (health === undefined) return [];
    const held = Object.entries(health.checks ?? {}).flatMap(([name, { ready, detail = '' }]) =>
      !ready && name.endsWith('-event-store') && /behind its log|waits for an import/.test(detail)
        ? [detail]
        : [],
    );
    if (held.length > 0) return held;
    await pause(EVERY_MS);
  }
}

/** Undefined when it is ready. */
async function lookAt(url: string): Promise<Health | undefined> {
  const response = await fetch(`${url}/health/ready`);
  const text = await response.text();
  return response.ok ? undefined : (JSON.parse(text) as Health);
}
