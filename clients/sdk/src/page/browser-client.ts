import { checkOptions } from '../client/check-options.js';
import { ClientCore } from '../client/client-core.js';
import type { ClientStatus } from '../client/client-options.js';
import type { ClientEvents } from '../client/listeners.js';
import type { Interaction, Outcome } from '../events/event.js';
import type { EvaluationContext } from '../flag/evaluation-context.js';
import { contextText, plainContext } from '../flag/evaluation-context.js';
import type { FlagDetails, ServedFlag } from '../flag/flag-details.js';
import { isFailure } from '../flag/flag-details.js';
import type { FlagGetters } from '../flag/flag-getters.js';
import { gettersOf } from '../flag/flag-getters.js';
import type { FlagQuestion } from '../flag/typed-details.js';
import { typedDetails } from '../flag/typed-details.js';
import type { AnyFlags } from '../flag/typed-flags.js';
import { AssayError } from '../http/assay-error.js';
import type { LinkOutcome } from '../links/link-units.js';
import type { Updates } from '../updates/updates.js';
import type { BrowserOptions } from './browser-options.js';
import { PageFlags } from './page-flags.js';
import { pageStore, sendBeacon } from './page-store.js';
import { watchPage } from './watch-page.js';

const READY_MS = 2_000;
const CLOSE_MS = 2_000;
/** A page that nobody has looked at for so long listens no more, until somebody does. */
const REST_MS = 120_000;

/** A client of one page and one context: it answers now, from what it has. */
export class PageClient {
  readonly #core: ClientCore;
  readonly #flags: PageFlags;
  #updates: Updates | undefined;
  #isListening = true;
  readonly #unwatch: () => void;
  /** What rollouts and releases gave this page last: outcomes are sent under it. */
  readonly #served = new Map<string, ServedFlag>();
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: BrowserOptions) {
    checkOptions(options);
    const store = options.store === null ? undefined : (options.store ?? pageStore());
    const onFlags = (changed: readonly string[]): void => this.#core.listeners.changed(changed);
    const queue = { capacity: 1_000, batchSize: 100, flushMs: 2_000, keepalive: true, exposures: 1_000 };
    this.#core = new ClientCore(options, { ...queue, store, onFlags });
    this.#flags = new PageFlags(this.#core, options, plainContext(options.context));
    this.#unwatch = this.#watch();
    this.#begin();
  }

  /** Resolves when there are answers, the key is refused, or the gateway has been waited for long enough. */
  async ready(): Promise<ClientStatus> {
    await this.#flags.readiness.within(this.options.readyTimeoutMs ?? READY_MS);
    return this.status();
  }

  status(): ClientStatus {
    const { tag, source } = this.#flags;
    const known = tag === undefined ? {} : { tag };
    return { source, ...known, live: this.#updates?.isLive ?? false, events: this.#core.events.counts };
  }

  /** Asks the gateway for whatever has changed; resolves with whether everything is fresh. */
  refresh(): Promise<boolean> {
    return this.#flags.refresh();
  }

  get context(): EvaluationContext {
    return this.#flags.context;
  }

  /** Another unit, or other attributes, from here on; resolves when the gateway has answered where it is needed. */
  setContext(context: EvaluationContext): Promise<void> {
    this.#served.clear();
    return this.#flags.setContext(plainContext(context));
  }

  /**
   * Whoever looks has turned out to be this user: after a login, instead of `setContext`. The user keeps the variants
   * that the visitor has met.
   * @throws AssayError when the gateway could not be told; the page goes on as the visitor then
   */
  async identify(context: EvaluationContext): Promise<LinkOutcome> {
    const user = plainContext(context);
    const { linkUnits } = await import('../links/link-units.js');
    const outcome = await linkUnits(this.#core, this.context.targetingKey, user.targetingKey);
    this.#served.clear();
    await this.#flags.setContext(user, true);
    return outcome;
  }

  on<Name extends keyof ClientEvents>(name: Name, listener: (event: ClientEvents[Name]) => void): () => void {
    return this.#core.listeners.on(name, listener);
  }

  /** Says that the unit has met what this flag gives it: for `exposures: 'manual'`. */
  expose(key: string): void {
    const outcome = this.#flags.outcomeOf(key);
    const type = undefined;
    if (!isFailure(outcome) && outcome.variant !== undefined)
      this.#core.expose(
        typedDetails({ key, type, defaultValue: null }, { ...outcome, value: null }),
        this.context,
      );
  }

  /** Records something that the unit did: `track('purchase', { value: 49.9 })`. Returns whether it will be sent. */
  track(name: string, interaction: Interaction = {}): boolean {
    return this.#core.track(name, this.context, interaction);
  }

  /** Records how a request of the unit ended; with `flag`, under what that flag gave it. */
  outcome(outcome: Outcome): boolean {
    return this.#core.outcome(outcome, this.context, this.#servedBefore(outcome.flag));
  }

  /** Sends the events that wait; resolves with whether the log has them. */
  flush(): Promise<boolean> {
    return this.#core.flush();
  }

  /** Sends what waits and ends. */
  async close(): Promise<void> {
    this.#unwatch();
    clearTimeout(this.#resting);
    this.#ignoreUpdates();
    this.#flags.close();
    await this.#core.close(CLOSE_MS);
  }

  evaluate(question: FlagQuestion<unknown>): FlagDetails<unknown> {
    const call = { ...question, context: this.context };
    this.#core.begin(call);
    const outcome = this.#flags.outcomeOf(question.key);
    if (!isFailure(outcome) && outcome.metadata['kind'] !== 'experiment')
      this.#served.set(question.key, outcome);
    return this.#core.finish(call, outcome);
  }

  #servedBefore(key: string | undefined): ServedFlag | undefined {
    if (key === undefined) return undefined;
    const outcome = this.#served.get(key) ?? this.#flags.outcomeOf(key);
    return isFailure(outcome) ? undefined : outcome;
  }

  #begin(): void {
    const { bootstrap } = this.options;
    if (bootstrap !== undefined) {
      if (contextText(bootstrap.context) === contextText(this.context)) this.#flags.adopt(bootstrap);
      else
        this.#core.listeners.failed(
          new AssayError('BOOTSTRAP_UNUSABLE', 'the bootstrap is of another context'),
        );
    }
    this.#flags.begin().catch(this.#core.listeners.failed);
    void this.#followUpdates();
  }

  // Loaded on demand: nothing that is shown waits for it.
  async #followUpdates(): Promise<void> {
    this.#isListening = true;
    const { gateway, listeners } = this.#core;
    const loaded = await import('../updates/updates.js').catch(listeners.failed);
    if (loaded === undefined || !this.#isListening) return;
    const refresh = (): void => void this.refresh();
    const parts = { gateway, refresh, tag: () => this.#flags.tag, onError: listeners.failed };
    this.#updates ??= new loaded.Updates(parts, this.options);
    this.#updates.start();
  }

  #ignoreUpdates(): void {
    this.#isListening = false;
    this.#updates?.stop();
  }

  #watch(): () => void {
    return watchPage({
      hidden: () => {
        void this.flush();
        this.#resting = setTimeout(() => this.#ignoreUpdates(), REST_MS);
      },
      visible: () => {
        clearTimeout(this.#resting);
        void this.#followUpdates();
        if (this.#updates?.isLive !== true) void this.refresh();
      },
      left: () => {
        this.#core.events.leave(sendBeacon);
        void this.flush();
        this.#ignoreUpdates();
      },
      online: () => {
        void this.refresh();
        void this.flush();
      },
    });
  }
}

/** Flags, and what became of them, for one page. */
export type BrowserClient<Flags extends object = AnyFlags> = FlagGetters<Flags, 'now'> &
  Omit<PageClient, 'evaluate'>;

/**
 * A client for a page.
 * @throws AssayError `OPTION_INVALID` without a `url` or a `key`
 * @example
 * const assay = createBrowserClient({ url, key, context: { targetingKey: 'visitor-1' } });
 * await assay.ready();
 * if (assay.getBoolean('new-search', false)) showNewSearch();
 */
export function createBrowserClient<Flags extends object = AnyFlags>(
  options: BrowserOptions,
): BrowserClient<Flags> {
  const client = new PageClient(options);
  // Frameworks leave it alone then: through a proxy around it nothing could reach its private members.
  return Object.preventExtensions(
    Object.assign(
      client,
      gettersOf<Flags, 'now'>((question) => client.evaluate(question)),
    ),
  );
}
