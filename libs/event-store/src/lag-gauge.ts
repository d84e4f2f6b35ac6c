import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

const EVERY_MS = 2_000;

/** What a gauge shows of one owner; a label value for each number. */
export type LagReader = () => Promise<ReadonlyMap<string, number>> | ReadonlyMap<string, number>;

/** A figure that says how far something is behind. */
export interface LagGauge {
  readonly name: string;
  readonly help: string;
  /** The service whose lag it is: a process may hold several. */
  readonly owner: string;
}

/**
 * Keeps a gauge of how far something is behind, labelled by owner and part, up to date.
 * @returns how to stop it
 */
export function showLag(registry: Registry, { name, help, owner }: LagGauge, read: LagReader): () => void {
  const known = registry.getSingleMetric(name) as Gauge<'owner' | 'of'> | undefined;
  const gauge = known ?? new Gauge({ name, help, labelNames: ['owner', 'of'], registers: [registry] });
  const show = async (): Promise<void> => {
    for (const [of, value] of await read()) gauge.set({ owner, of }, value);
  };
  // While it cannot be read, the gauge keeps what it showed last.
  const timer = setInterval(() => void show().catch(() => undefined), EVERY_MS);
  timer.unref();
  void show().catch(() => undefined);
  return () => {
    clearInterval(timer);
  };
}
