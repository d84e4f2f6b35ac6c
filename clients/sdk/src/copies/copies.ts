import { murmurHash3 } from '@assay/bucketing/core';
import { AssayError, messageOf } from '../http/assay-error.js';
import type { GatewayOptions } from '../http/gateway.js';

/** Where last-good copies are kept: `localStorage` is one, and whatever has these two members. */
export interface CopyStore {
  getItem(name: string): string | null | undefined | Promise<string | null | undefined>;
  setItem(name: string, text: string): unknown;
}

export type CopyPart = 'config' | 'answers' | 'reported';

/** The last-good copies of one key at one gateway; a store that fails is as good as none. */
export class Copies {
  readonly #prefix: string;

  constructor(
    private readonly store: CopyStore | undefined,
    { url, key }: GatewayOptions,
    private readonly onError: (error: AssayError) => void,
  ) {
    // The key itself is written nowhere.
    this.#prefix = `assay.${murmurHash3(`${url}\n${key}`).toString(36)}`;
  }

  async read(part: CopyPart): Promise<string | undefined> {
    try {
      return (await this.store?.getItem(this.#name(part))) ?? undefined;
    } catch (error) {
      this.#failed(part, error);
      return undefined;
    }
  }

  async write(part: CopyPart, text: string): Promise<void> {
    try {
      await this.store?.setItem(this.#name(part), text);
    } catch (error) {
      this.#failed(part, error);
    }
  }

  #name(part: CopyPart): string {
    return `${this.#prefix}.${part}`;
  }

  #failed(part: CopyPart, cause: unknown): void {
    const message = `the copy of the ${part} could not be read or kept: ${messageOf(cause)}`;
    this.onError(new AssayError('STORE_FAILED', message, { name: this.#name(part) }, cause));
  }
}
