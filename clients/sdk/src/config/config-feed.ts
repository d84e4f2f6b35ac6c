import type { Copies } from '../copies/copies.js';
import type { Gateway } from '../http/gateway.js';
import { LocalFlags } from './local-flags.js';

const CONFIG_PATH = '/api/v1/config';

export interface ConfigFeedParts {
  readonly gateway: Gateway;
  readonly copies: Copies;
  /** Told which flags may give other answers now. */
  readonly onFlags: (changed: readonly string[]) => void;
  readonly onError: (error: unknown) => void;
}

/** The definitions that are served: the gateway's, or the last-good copy of them until it has answered. */
export class ConfigFeed {
  #flags: LocalFlags | undefined;
  #from: 'copy' | 'gateway' | undefined;
  #etag: string | undefined;

  constructor(private readonly parts: ConfigFeedParts) {}

  get current(): LocalFlags | undefined {
    return this.#flags;
  }

  get source(): 'copy' | 'gateway' | undefined {
    return this.#from;
  }

  /** Serves the last-good copy, where there is one and the gateway has not been faster. */
  async restore(): Promise<void> {
    const text = await this.parts.copies.read('config');
    if (text === undefined) return;
    try {
      const flags = await LocalFlags.of(text);
      if (this.#flags === undefined) this.#serve(flags, 'copy', flags.keys);
    } catch (error) {
      this.parts.onError(error);
    }
  }

  /**
   * Fetches the definitions if they are others than those that are served. What cannot be read changes nothing.
   * @throws AssayError when the gateway does not answer, refuses, or sends what this version cannot read
   */
  async load(): Promise<void> {
    const headers: Record<string, string> = this.#etag === undefined ? {} : { 'if-none-match': this.#etag };
    const answer = await this.parts.gateway.ask(CONFIG_PATH, { headers });
    if (answer.status === 304) return;
    if (answer.status !== 200) {
      const { refusalOf } = await import('../http/refusal.js');
      throw refusalOf(answer);
    }
    const flags = await LocalFlags.of(answer.text);
    this.#etag = answer.headers.get('etag') ?? undefined;
    this.#serve(flags, 'gateway', await this.#changedBy(flags));
    await this.parts.copies.write('config', answer.text);
  }

  async #changedBy(flags: LocalFlags): Promise<readonly string[]> {
    if (this.#flags === undefined) return flags.keys;
    const { changedFlags } = await import('./changed-flags.js');
    return changedFlags(this.#flags.payload, flags.payload);
  }

  #serve(flags: LocalFlags, from: 'copy' | 'gateway', changed: readonly string[]): void {
    this.#flags = flags;
    this.#from = from;
    this.parts.onFlags(changed);
  }
}
