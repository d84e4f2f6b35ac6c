import type { BusLogger } from '../module/bus-options.js';

/** What kafkajs reports. */
export interface KafkajsEntry {
  readonly log: { readonly message: string; readonly error?: unknown };
}

const QUIET_MS = 10_000;
const MOST_TEXTS = 100;

interface Told {
  readonly at: number;
  omitted: number;
}

/**
 * Tells what kafkajs reports as warnings: it tries again by itself. While a broker is away it reports the same for each
 * connection and attempt, dozens of times a second; each text is told once in ten seconds, with how often it was left out.
 */
export function kafkajsLog(logger: Pick<BusLogger, 'warn'>, now = Date.now): (entry: KafkajsEntry) => void {
  const told = new Map<string, Told>();
  return ({ log: { message, error } }) => {
    const text = typeof error === 'string' ? `kafkajs: ${message}: ${error}` : `kafkajs: ${message}`;
    const last = told.get(text);
    if (last !== undefined && now() - last.at < QUIET_MS) {
      last.omitted += 1;
      return;
    }
    if (told.size >= MOST_TEXTS) told.clear();
    told.set(text, { at: now(), omitted: 0 });
    const omitted = last?.omitted ?? 0;
    logger.warn(omitted === 0 ? text : `${text} (and ${String(omitted)} times more before)`);
  };
}
