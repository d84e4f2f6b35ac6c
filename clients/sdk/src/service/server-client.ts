import type { Bootstrap } from '../client/bootstrap.js';
import { checkOptions } from '../client/check-options.js';
import { ClientCore } from '../client/client-core.js';
import type { ClientStatus } from '../client/client-options.js';
import type { ClientEvents } from '../client/listeners.js';
import { Readiness } from '../client/readiness.js';
import type { Interaction, Outcome } from '../events/event.js';
import type { EvaluationContext } from '../flag/evaluation-context.js';
import { plainContext } from '../flag/evaluation-context.js';
import type { FlagDetails, FlagOutcome, ServedFlag } from '../flag/flag-details.js';
import { failure, isFailure } from '../flag/flag-details.js';
import type { FlagGetters } from '../flag/flag-getters.js';
import { gettersOf } from '../flag/flag-getters.js';
import { noAnswer } from '../flag/no-answer.js';
import type { FlagQuestion } from '../flag/typed-details.js';
import { typedDetails } from '../flag/typed-details.js';
import type { AnyFlags } from '../flag/typed-flags.js';
import { unitProblem } from '../flag/unit-problem.js';
import { isKeyRefused } from '../http/is-key-refused.js';
import type { LinkOutcome, UnitLink } from '../links/link-units.js';
import { linkUnits } from '../links/link-units.js';
import { provisional } from '../links/provisional.js';
import { restsOnPast } from '../links/rests-on-past.js';
import { UnitLinks } from '../links/unit-links.js';
import type { LocalFlags } from '../config/local-flags.js';
import { AnswerTable } from '../remote/answer-table.js';
import { loadFlags } from '../remote/load-answers.js';
import { RemoteFlags } from '../remote/remote-flags.js';
import { Refresher } from '../updates/refresher.js';
import { Updates } from '../updates/updates.js';
import type { ServerOptions } from './server-options.js';
import { watchProcess } from './watch-process.js';

const READY_MS = 5_000;
const CLOSE_MS = 5_000;

/** A client of a server: each evaluation names its own context. */
export class ServiceClient {
  private readonly core: ClientCore;
  private readonly remote: RemoteFlags;
  private readonly links: UnitLinks;
  private readonly loading: Refresher;
  private readonly updates: Updates;
  private readonly readiness = new Readiness();
  private readonly unwatch: () => void;
  private readonly isRemote: boolean;

  constructor(private readonly options: ServerOptions) {
    checkOptions(options);
    const { store, retry, remote = {}, closeOn = [] } = options;
    this.isRemote = options.evaluation === 'remote';
    const onFlags = (changed: readonly string[]): void => {
      this.readiness.reach();
      this.core.listeners.changed(changed);
    };
    const queue = { capacity: 10_000, batchSize: 500, flushMs: 1_000, keepalive: false, exposures: 50_000 };
    this.core = new ClientCore(options, { ...queue, store, onFlags });
    const { gateway, listeners, config } = this.core;
    const onError = listeners.failed;
    this.remote = new RemoteFlags(gateway, remote, onError, retry);
    this.links = new UnitLinks(gateway, remote, onError);
    this.loading = new Refresher(() => config.load(), { retry, onError });
    const refresh = (): void => void this.refresh();
    this.updates = new Updates({ gateway, refresh, tag: () => config.current?.tag, onError }, options);
    this.unwatch = watchProcess({ idle: () => void this.flush(), told: () => this.close() }, closeOn);
    if (this.isRemote) this.readiness.reach();
    else void this.begin();
  }

  /** Resolves when there are definitions, the key is refused, or the gateway has been waited for long enough. */
  async ready(): Promise<ClientStatus> {
    await this.readiness.within(this.options.readyTimeoutMs ?? READY_MS);
    return this.status();
  }

  status(): ClientStatus {
    const { current, source } = this.core.config;
    const known = current === undefined ? {} : { tag: current.tag };
    const from = this.isRemote ? 'gateway' : (source ?? 'none');
    return { source: from, ...known, live: this.updates.isLive, events: this.core.events.counts };
  }

  /** Fetches the definitions if they have changed; resolves with whether they are fresh. */
  refresh(): Promise<boolean> {
    return this.isRemote ? Promise.resolve(true) : this.loading.now();
  }

  on<Name extends keyof ClientEvents>(name: Name, listener: (event: ClientEvents[Name]) => void): () => void {
    return this.core.listeners.on(name, listener);
  }

  /** Says that the unit has met what this flag gives it: for `exposures: 'manual'`. */
  async expose(key: string, context: EvaluationContext): Promise<void> {
    const asker = plainContext(context);
    const outcome = await this.outcomeOf(key, asker);
    const question = { key, type: undefined, defaultValue: null };
    if (!isFailure(outcome)) this.core.expose(typedDetails(question, { ...outcome, value: null }), asker);
  }

  /** Records something that the unit did: `track('purchase', context, { value: 49.9 })`. */
  track(name: string, context: EvaluationContext, interaction: Interaction = {}): boolean {
    return this.core.track(name, context, interaction);
  }

  /** Records how a request of the unit ended; with `flag`, under what that flag gives it. */
  async outcome(outcome: Outcome, context: EvaluationContext): Promise<boolean> {
    const asker = plainContext(context);
    const served = outcome.flag === undefined ? undefined : await this.outcomeOf(outcome.flag, asker);
    return this.core.outcome(outcome, asker, served && !isFailure(served) ? served : undefined);
  }

  /**
   * Says that an anonymous unit has turned out to be a user, at a login: the user keeps the variants of before.
   * @throws AssayError when the gateway could not be told; saying it again is harmless
   */
  async link({ anonymous, user }: UnitLink): Promise<LinkOutcome> {
    const outcome = await linkUnits(this.core, anonymous, user);
    this.links.tell(outcome.user);
    return outcome;
  }

  /** What all flags are for this context, for the page that is rendered for it; nobody has seen them yet. */
  async bootstrap(context: EvaluationContext): Promise<Bootstrap> {
    const asker = plainContext(context);
    const outcomes = this.isRemote ? await this.askForAll(asker) : await this.evaluateAll(asker);
    const flags = outcomes.filter((outcome): outcome is ServedFlag => !isFailure(outcome));
    return { format: 1, context: asker, flags };
  }

  /** Sends the events that wait; resolves with whether the log has them. */
  flush(): Promise<boolean> {
    return this.core.flush();
  }

  /** Sends what waits and ends. */
  async close(): Promise<void> {
    this.unwatch();
    this.updates.stop();
    this.loading.close();
    await this.core.close(CLOSE_MS);
  }

  async evaluate(question: FlagQuestion<unknown>, context: EvaluationContext): Promise<FlagDetails<unknown>> {
    const call = { ...question, context: plainContext(context) };
    this.core.begin(call);
    return this.core.finish(call, await this.outcomeOf(question.key, call.context));
  }

  private evaluateAll(context: EvaluationContext): Promise<readonly FlagOutcome[]> {
    const keys = this.core.config.current?.keys ?? [];
    return Promise.all(keys.map((key) => this.outcomeOf(key, context)));
  }

  private async askForAll(context: EvaluationContext): Promise<readonly FlagOutcome[]> {
    const table = new AnswerTable();
    table.reset(context);
    await loadFlags({ gateway: this.core.gateway, table }, context);
    return [...(table.present?.outcomes.values() ?? [])];
  }

  private async outcomeOf(key: string, context: EvaluationContext): Promise<FlagOutcome> {
    const problem = unitProblem(context);
    if (problem !== undefined) return problem;
    if (this.isRemote) return this.remote.answer(key, context, undefined);
    const flags = this.core.config.current;
    if (flags === undefined) return noAnswer(this.loading.failure);
    if (!flags.has(key)) return failure('FLAG_NOT_FOUND', `there is no flag "${key}"`);
    const served = flags.evaluate(key, context.targetingKey ?? '', context);
    if (served === undefined) return this.remote.answer(key, context, flags.tag);
    return restsOnPast(served) ? this.sureOf(served, context, flags) : served;
  }

  /** Of units that may have been others before, the gateway says what they were given. */
  private async sureOf(
    served: ServedFlag,
    context: EvaluationContext,
    { hasLinks, tag }: LocalFlags,
  ): Promise<FlagOutcome> {
    const unit = context.targetingKey ?? '';
    const isLinked = hasLinks ? await this.links.of(unit, tag) : this.links.isTold(unit);
    if (isLinked === undefined) return provisional(served);
    return isLinked ? this.remote.answer(served.key, context, tag) : served;
  }

  private async begin(): Promise<void> {
    await this.core.config.restore();
    const refreshed = this.refresh();
    this.updates.start();
    await refreshed;
    if (isKeyRefused(this.loading.failure)) this.readiness.reach();
  }
}

/** Flags, and what became of them, for a server. */
export type ServerClient<Flags extends object = AnyFlags> = FlagGetters<Flags, 'later'> &
  Omit<ServiceClient, 'evaluate'>;

/**
 * A client for a server.
 * @throws AssayError `OPTION_INVALID` without a `url` or a `key`
 * @example
 * const assay = createServerClient({ url, key });
 * await assay.ready();
 * if (await assay.getBoolean('new-search', false, { targetingKey: 'user-42' })) …
 */
export function createServerClient<Flags extends object = AnyFlags>(
  options: ServerOptions,
): ServerClient<Flags> {
  const client = new ServiceClient(options);
  return Object.assign(
    client,
    gettersOf<Flags, 'later'>((question, context = {}) => client.evaluate(question, context)),
  );
}
