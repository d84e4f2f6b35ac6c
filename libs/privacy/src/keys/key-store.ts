import type { DataKey, UnitRef } from '../cipher/data-key.js';

/** How many keys a master key is around. */
export interface MasterKeyUse {
  readonly id: string;
  readonly keys: number;
  /** Whether the configuration names it: without it, those keys open nothing. */
  readonly configured: boolean;
}

/** Where data keys lie: apart from the log and from every copy of it. Everything is asked for many at once. */
export interface KeyStore {
  /** The newest key of each of these units that has one. */
  newest(units: readonly UnitRef[]): Promise<readonly DataKey[]>;
  /** Those of these keys that are there; a key that is not was destroyed. */
  named(ids: readonly string[]): Promise<readonly DataKey[]>;
  /** Keeps new keys, except those of units that were forgotten: what such a key has sealed stays sealed. */
  add(keys: readonly DataKey[]): Promise<void>;
  /** Destroys all keys of units, and remembers that they get no more. @returns how many keys there were */
  destroy(units: readonly UnitRef[]): Promise<number>;
  /** Puts the current master key around some of the keys that have another one. @returns how many */
  rewrap(most: number): Promise<number>;
  /** @throws MasterKeyChangedError where another key was configured under the id of one that keys are wrapped with */
  expectMasters(): Promise<void>;
  /** All master keys that are configured, and those that keys are wrapped with besides. */
  uses(): Promise<readonly MasterKeyUse[]>;
  close(): Promise<void>;
}
