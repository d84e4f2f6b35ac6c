import type { EventEnvelope } from '@assay/contracts';
import { createServicePool } from '@assay/event-store';
import type { PrivacyConfig } from '@assay/platform';
import { MasterKeys } from './cipher/master-keys.js';
import type { Opened, Sealed } from './events/event-opener.js';
import { EventOpener } from './events/event-opener.js';
import { EventSealer } from './events/event-sealer.js';
import type { KeyStore } from './keys/key-store.js';
import { PostgresKeyStore } from './keys/postgres-key-store.js';
import { KEY_KEEPER } from './schema.js';

/** How a service keeps attributes private; see {@link EventSealer} and {@link EventOpener}. */
export interface Privacy {
  /** Undefined where this installation has no keys: everything is in clear. */
  readonly keys: KeyStore | undefined;
  seal<Event extends EventEnvelope>(event: Event): Event;
  sealAll<Event extends EventEnvelope>(events: readonly Event[]): Promise<readonly Event[]>;
  persist(): Promise<void>;
  open(sealed: readonly Sealed[]): Promise<readonly Opened[]>;
  opened<Event extends EventEnvelope>(events: readonly Event[]): Promise<readonly Event[]>;
}

const NOBODY: Pick<KeyStore, 'named'> = { named: () => Promise.resolve([]) };

/** Attributes stay in clear. What was sealed before counts as erased. */
export const NO_PRIVACY: Privacy = (() => {
  const opener = new EventOpener(NOBODY);
  return {
    keys: undefined,
    seal: (event) => event,
    sealAll: (events) => Promise.resolve(events),
    persist: () => Promise.resolve(),
    open: (sealed) => opener.open(sealed),
    opened: (events) => opener.opened(events),
  };
})();

/** Privacy over a store of keys. */
export function privacyOver(keys: KeyStore, isPrivate: (project: string) => boolean): Privacy {
  const sealer = new EventSealer(keys, isPrivate);
  const opener = new EventOpener(keys);
  return {
    keys,
    seal: (event) => sealer.seal(event),
    sealAll: (events) => sealer.sealAll(events),
    persist: () => sealer.persist(),
    open: (sealed) => opener.open(sealed),
    opened: (events) => opener.opened(events),
  };
}

const MOST_CONNECTIONS = 4;

/** Privacy as it is configured; connects when it is first needed. */
export function openPrivacy(config: PrivacyConfig | undefined): Privacy {
  if (config === undefined) return NO_PRIVACY;
  const { databaseUrl, masterKeys, projects } = config;
  const [current, ...others] = masterKeys;
  const pool = createServicePool({ service: KEY_KEEPER, databaseUrl }, { max: MOST_CONNECTIONS });
  const named = new Set(projects);
  return privacyOver(
    new PostgresKeyStore(pool, new MasterKeys(current, others)),
    projects === 'all' ? () => true : (project) => named.has(project),
  );
}
