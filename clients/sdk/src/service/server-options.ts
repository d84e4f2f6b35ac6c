import type { ClientOptions } from '../client/client-options.js';
import type { CopyStore } from '../copies/copies.js';
import type { RemoteOptions } from '../remote/remote-flags.js';

/** How a process is told to end. */
export type EndSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP';

export interface ServerOptions extends ClientOptions {
  /** Where the last-good copy of the definitions is kept, such as `fileStore('/var/lib/shop')`; nowhere unless given. */
  readonly store?: CopyStore | undefined;
  /** How flags are asked for that only the gateway can answer. */
  readonly remote?: RemoteOptions | undefined;
  /** Signals at which what waits is sent before the process ends as it would have: `['SIGTERM']`. None unless given. */
  readonly closeOn?: readonly EndSignal[] | undefined;
}
