import type { EventOptions } from '../events/event-sender.js';
import type { GatewayOptions } from '../http/gateway.js';
import type { UpdateOptions } from '../updates/updates.js';
import type { FlagHook } from './flag-hook.js';

/** What clients in pages and in servers have in common. */
export interface ClientOptions extends GatewayOptions, UpdateOptions {
  /**
   * `local`: definitions are fetched and evaluated here, and the gateway is asked only for what it alone can answer;
   * `remote`: it is asked for everything, and definitions stay there. `local` unless given.
   */
  readonly evaluation?: 'local' | 'remote' | undefined;
  /**
   * `automatic`: what a unit is given counts as seen, and is sent once; `manual`: only what `expose` is called for.
   * `automatic` unless given.
   */
  readonly exposures?: 'automatic' | 'manual' | undefined;
  /** Attributes of the context that exposures carry, so that results can be broken down by them; none unless given. */
  readonly exposureAttributes?: readonly string[] | undefined;
  readonly events?: EventOptions | undefined;
  readonly hooks?: readonly FlagHook[] | undefined;
  /** How long `ready` waits for a first answer of the gateway; milliseconds. */
  readonly readyTimeoutMs?: number | undefined;
}

/** How things stand with a client. */
export interface ClientStatus {
  /** Where its answers come from; `none`: there are none yet. */
  readonly source: 'none' | 'bootstrap' | 'copy' | 'gateway';
  /** Stands for the definitions that are served. */
  readonly tag?: string;
  /** Whether changes are heard of at once. */
  readonly live: boolean;
  readonly events: {
    readonly waiting: number;
    /** The log has them. */
    readonly sent: number;
    readonly dropped: number;
    readonly refused: number;
  };
}
