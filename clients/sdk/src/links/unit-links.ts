import type { Gateway } from '../http/gateway.js';
import type { RemoteOptions } from '../remote/remote-flags.js';
import { CAPACITY, GOOD_FOR_MS, TIMEOUT_MS } from '../remote/remote-flags.js';
import { askLinked } from './ask-linked.js';

interface Known {
  readonly isLinked: boolean;
  /** The tag of the definitions at the time. */
  readonly tag: string;
  readonly until: number;
}

/** How long a gateway that did not answer is not asked again. */
const QUIET_MS = 1_000;

/** Which of a server's many units may have been anonymous before, as far as the gateway has said. */
export class UnitLinks {
  private readonly known = new Map<string, Known>();
  private readonly told = new Set<string>();
  private readonly asking = new Map<string, Promise<boolean | undefined>>();
  private quietUntil = 0;

  constructor(
    private readonly gateway: Gateway,
    private readonly options: RemoteOptions,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** From here on this user may have variants of before. */
  tell(user: string): void {
    this.told.add(user);
    this.bound(this.told);
  }

  isTold(unit: string): boolean {
    return this.told.has(unit);
  }

  /** Undefined where the gateway cannot be asked now. */
  of(unit: string, tag: string): Promise<boolean | undefined> {
    if (this.told.has(unit)) return Promise.resolve(true);
    const known = this.known.get(unit);
    if (known?.isLinked === true || (known?.tag === tag && Date.now() < known.until))
      return Promise.resolve(known.isLinked);
    if (Date.now() < this.quietUntil) return Promise.resolve(undefined);
    const asked = this.asking.get(unit) ?? this.ask(unit, tag);
    this.asking.set(unit, asked);
    return asked.finally(() => this.asking.delete(unit));
  }

  private async ask(unit: string, tag: string): Promise<boolean | undefined> {
    const { timeoutMs = TIMEOUT_MS, goodForMs = GOOD_FOR_MS } = this.options;
    try {
      const isLinked = await askLinked(this.gateway, unit, timeoutMs);
      this.known.delete(unit);
      this.known.set(unit, { isLinked, tag, until: Date.now() + goodForMs });
      this.bound(this.known);
      return isLinked;
    } catch (error) {
      this.quietUntil = Date.now() + QUIET_MS;
      this.onError(error);
      return undefined;
    }
  }

  private bound(kept: Set<string> | Map<string, Known>): void {
    if (kept.size <= (this.options.capacity ?? CAPACITY)) return;
    const [oldest] = kept.keys();
    if (oldest !== undefined) kept.delete(oldest);
  }
}
