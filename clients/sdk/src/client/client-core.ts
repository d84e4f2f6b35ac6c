import type { AssignmentReports, LocalAssignment } from '../assignments/assignment-reports.js';
import { ConfigFeed } from '../config/config-feed.js';
import type { CopyStore } from '../copies/copies.js';
import { Copies } from '../copies/copies.js';
import type { Interaction, Outcome } from '../events/event.js';
import { EventSender } from '../events/event-sender.js';
import { Exposures } from '../events/exposures.js';
import type { EvaluationContext } from '../flag/evaluation-context.js';
import type { FlagDetails, FlagOutcome, ServedFlag } from '../flag/flag-details.js';
import { typedDetails } from '../flag/typed-details.js';
import { Gateway } from '../http/gateway.js';
import type { ClientOptions } from './client-options.js';
import type { FlagCall } from './flag-hook.js';
import { runHooks } from './flag-hook.js';
import { ClientListeners } from './listeners.js';

/** What differs between pages and servers. */
export interface CoreDefaults {
  readonly capacity: number;
  readonly batchSize: number;
  readonly flushMs: number;
  readonly keepalive: boolean;
  /** Exposures that are remembered. */
  readonly exposures: number;
  readonly store: CopyStore | undefined;
  readonly onFlags: (changed: readonly string[]) => void;
}

/** What clients in pages and in servers have in common. */
export class ClientCore {
  readonly listeners = new ClientListeners();
  readonly gateway: Gateway;
  readonly copies: Copies;
  readonly config: ConfigFeed;
  readonly events: EventSender;
  readonly #exposures: Exposures;
  #reports: Promise<AssignmentReports | undefined> | undefined;

  constructor(
    private readonly options: ClientOptions,
    private readonly defaults: CoreDefaults,
  ) {
    const { store, exposures, onFlags, capacity, batchSize, flushMs, keepalive } = defaults;
    const onError = this.listeners.failed;
    const { events = {}, exposureAttributes: attributes = [], retry } = options;
    this.gateway = new Gateway(options);
    const { gateway } = this;
    this.copies = new Copies(store, options, onError);
    this.config = new ConfigFeed({ gateway, copies: this.copies, onFlags, onError });
    const waiting = { capacity, batchSize, flushMs, ...given(events) };
    this.events = new EventSender({ gateway, onError, retry, keepalive, ...waiting });
    const send = this.events.offer.bind(this.events);
    this.#exposures = new Exposures({ send, attributes, capacity: exposures });
  }

  begin(call: FlagCall): void {
    const { hooks = [] } = this.options;
    runHooks(hooks, (hook) => hook.before?.(call), this.listeners.failed);
  }

  /** What the caller gets; seen from here on, unless exposures are recorded by hand. */
  finish<Value>(call: FlagCall & { readonly defaultValue: Value }, outcome: FlagOutcome): FlagDetails<Value> {
    const details = typedDetails<Value>(call, outcome);
    const { hooks = [], exposures } = this.options;
    if (exposures !== 'manual') this.expose(details, call.context);
    const run = details.errorCode === undefined ? 'after' : 'error';
    runHooks(hooks, (hook) => hook[run]?.(call, details), this.listeners.failed);
    return details;
  }

  expose(details: FlagDetails<unknown>, context: EvaluationContext): void {
    const { targetingKey: unit } = context;
    if (unit === undefined || !this.#exposures.record(details, unit, context)) return;
    const { key, metadata } = details;
    const flags = this.config.current;
    // What the gateway has answered itself it knows.
    if (metadata['inExperiment'] !== true || flags?.isLocal(key) !== true) return;
    const run = metadata['run'];
    void this.#report({ unit, experiment: key, run, attributes: context, snapshot: flags.snapshot });
  }

  /** Sends what waits: events, and which units were given their variants here. */
  async flush(): Promise<boolean> {
    const [isSent] = await Promise.all([this.events.flush(), this.flushReports()]);
    return isSent;
  }

  /** Resolves with whether the gateway knows what units were given here, or what one of them was. */
  async flushReports(unit?: string): Promise<boolean> {
    return (await (await this.#reports)?.flush(unit)) ?? true;
  }

  async close(timeoutMs: number): Promise<void> {
    await this.events.close(timeoutMs, this.flushReports());
    (await this.#reports)?.close();
  }

  track(type: string, context: EvaluationContext, fields: Interaction | Record<string, unknown>): boolean {
    const { targetingKey: unit } = context;
    if (unit === undefined) return this.events.drop(`"${type}" names no unit: targetingKey is missing`);
    return this.events.offer({ ...fields, type, unit });
  }

  /**
   * A rollout counts the outcomes of those who have its feature, each under the activation that gave it to them; a
   * release those of both sides.
   */
  outcome(outcome: Outcome, context: EvaluationContext, served: ServedFlag | undefined): boolean {
    const { kind, activation, side } = served?.metadata ?? {};
    const isOff = kind === 'rollout' && served?.value !== true;
    return this.track('outcome', context, {
      ...outcome,
      flag: isOff ? undefined : outcome.flag,
      activation,
      side,
    });
  }

  async #report(assignment: LocalAssignment): Promise<void> {
    this.#reports ??= this.#loadReports();
    (await this.#reports)?.add(assignment);
  }

  async #loadReports(): Promise<AssignmentReports | undefined> {
    const loaded = await import('../assignments/assignment-reports.js').catch(this.listeners.failed);
    // Tried again when the next unit meets a variant.
    if (loaded === undefined) this.#reports = undefined;
    return loaded?.AssignmentReports.begin({
      ...this.defaults,
      gateway: this.gateway,
      // A page is followed by others of the same unit; a server has too many units to write them down.
      copies: this.defaults.keepalive ? this.copies : undefined,
      retry: this.options.retry,
      onError: this.listeners.failed,
    });
  }
}

/** Without the members that are undefined, which would hide defaults. */
const given = <Options extends object>(options: Options): Partial<Options> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<Options>;
