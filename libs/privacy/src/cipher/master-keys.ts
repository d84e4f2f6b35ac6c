import type { MasterKey } from '@assay/platform';
import { KeyUnreadableError, MasterKeyMissingError } from '../errors.js';
import { closeBox, openBox } from './box.js';
import type { DataKey } from './data-key.js';

/** A data key as it is stored. */
export interface WrappedKey extends Omit<DataKey, 'secret'> {
  /** Id of the master key around it. */
  readonly master: string;
  readonly wrapped: Buffer;
}

const contextOf = ({ id, project, unit }: Omit<DataKey, 'secret'>): string =>
  JSON.stringify(['data key', id, project, unit]);

/** The keys around data keys, from the environment: the first wraps, all of them unwrap. */
export class MasterKeys {
  private readonly byId: ReadonlyMap<string, Buffer>;

  /** @param current wraps what is new */
  constructor(
    private readonly current: MasterKey,
    others: readonly MasterKey[] = [],
  ) {
    this.byId = new Map([...others, current].map(({ id, secret }) => [id, secret]));
  }

  get currentId(): string {
    return this.current.id;
  }

  wrap({ secret, ...key }: DataKey): WrappedKey {
    return {
      ...key,
      master: this.current.id,
      wrapped: closeBox(this.current.secret, secret, contextOf(key)),
    };
  }

  get ids(): readonly string[] {
    return [...this.byId.keys()];
  }

  /** Whether the master key that a data key names is the one around it. */
  opens({ master, wrapped, ...key }: WrappedKey): boolean {
    const own = this.byId.get(master);
    return own !== undefined && openBox(own, wrapped, contextOf(key)) !== undefined;
  }

  /**
   * @throws MasterKeyMissingError for one that the environment no longer has: nothing is taken for erased then
   * @throws KeyUnreadableError for a key that was changed, or moved to another unit
   */
  unwrap({ master, wrapped, ...key }: WrappedKey): DataKey {
    const own = this.byId.get(master);
    if (own === undefined) throw new MasterKeyMissingError(master);
    const secret = openBox(own, wrapped, contextOf(key));
    if (secret === undefined) throw new KeyUnreadableError(key.id, master);
    return { ...key, secret };
  }
}
