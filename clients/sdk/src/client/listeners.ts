import { AssayError, messageOf } from '../http/assay-error.js';

/** What a client tells, by name. */
export interface ClientEvents {
  /** These flags may give other answers now. */
  readonly changed: { readonly flags: readonly string[] };
  /** Something behind the answers went wrong; they go on. */
  readonly error: AssayError;
}

type Listener<Event> = (event: Event) => void;
type Listeners = { readonly [Name in keyof ClientEvents]: Set<Listener<ClientEvents[Name]>> };

/** Tells listeners; errors that nobody listens for are told on the console, each kind once. */
export class ClientListeners {
  readonly #all: Listeners = { changed: new Set(), error: new Set() };
  readonly #warned = new Set<string>();

  /**
   * @returns how to stop listening
   * @throws AssayError `LISTENER_INVALID` for an event that there is not, and for what is no function
   */
  on<Name extends keyof ClientEvents>(name: Name, listener: Listener<ClientEvents[Name]>): () => void {
    // Programs that are not type-checked may name anything.
    const listeners: Listeners[Name] | undefined = this.#all[name];
    if (!(listeners instanceof Set) || typeof listener !== 'function')
      throw new AssayError('LISTENER_INVALID', `no event "${name}", or no function`);
    listeners.add(listener);
    return () => this.#all[name].delete(listener);
  }

  changed(flags: readonly string[]): void {
    if (flags.length > 0) for (const listener of this.#all.changed) this.#call(listener, { flags });
  }

  readonly failed = (cause: unknown): void => {
    const error =
      cause instanceof AssayError ? cause : new AssayError('UNEXPECTED', messageOf(cause), {}, cause);
    if (this.#all.error.size > 0) for (const listener of this.#all.error) this.#call(listener, error);
    else if (!this.#warned.has(error.code)) {
      this.#warned.add(error.code);
      console.warn(`Assay: ${error.code}: ${error.message}`);
    }
  };

  #call<Event>(listener: Listener<Event>, event: Event): void {
    try {
      listener(event);
    } catch (error) {
      console.error(error);
    }
  }
}
