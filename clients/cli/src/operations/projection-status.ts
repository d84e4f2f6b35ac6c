import { UsageError } from '../errors/usage.error.js';

/** Services that keep read models. */
export const SERVICES = ['assignment', 'event-ingest', 'analytics', 'promotion', 'rollout'] as const;

/** @throws UsageError naming the services there are */
export function requireService(service: string): void {
  if (!SERVICES.some((known) => known === service))
    throw new UsageError(`There is no service "${service}"; there are ${SERVICES.join(', ')}`);
}

export interface ModelHash {
  /** SHA-256 over the read model. */
  readonly hash: string;
  readonly rows: number;
  readonly positions: readonly unknown[];
}

export interface ProjectionStatus {
  readonly name: string;
  readonly hash?: ModelHash;
}

export interface ProjectionLag {
  readonly name: string;
  readonly lag: number;
  readonly completeTo: string | null;
  readonly running?: boolean;
  readonly lastError?: string;
}

export interface RebuildProgress {
  readonly state: 'running' | 'held' | 'done';
  /** How much was found damaged or different; null where nothing was compared. */
  readonly found: number | null;
  readonly eventsDone: number;
  readonly eventsTotal: number;
  /** Why it goes no further. */
  readonly halted?: string;
}

export const servicePath = (service: string): string =>
  `/api/v1/admin/services/${encodeURIComponent(service)}`;

export const rebuildPath = (service: string, projection: string): string =>
  `${servicePath(service)}/projections/${encodeURIComponent(projection)}/rebuild`;
