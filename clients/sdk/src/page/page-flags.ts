import type { Bootstrap } from '../client/bootstrap.js';
import type { ClientCore } from '../client/client-core.js';
import type { ClientStatus } from '../client/client-options.js';
import { Readiness } from '../client/readiness.js';
import type { EvaluationContext } from '../flag/evaluation-context.js';
import { contextText } from '../flag/evaluation-context.js';
import type { FlagOutcome } from '../flag/flag-details.js';
import { failure } from '../flag/flag-details.js';
import { noAnswer } from '../flag/no-answer.js';
import { unitProblem } from '../flag/unit-problem.js';
import { isKeyRefused } from '../http/is-key-refused.js';
import { restsOnPast } from '../links/rests-on-past.js';
import { AnswerTable } from '../remote/answer-table.js';
import type { AnswerParts } from '../remote/load-answers.js';
import { Refresher } from '../updates/refresher.js';
import type { BrowserOptions } from './browser-options.js';

/** What the flags are for the one context of a page: evaluated here, or answered by the gateway beforehand. */
export class PageFlags {
  readonly readiness = new Readiness();
  readonly #answers = new AnswerTable();
  readonly #parts: AnswerParts;
  readonly #loadingConfig: Refresher;
  readonly #loadingAnswers: Refresher;
  readonly #isRemote: boolean;
  /** Some definition turned out to need the gateway only when it was evaluated. */
  #needsHelp = false;

  constructor(
    private readonly core: ClientCore,
    options: BrowserOptions,
    private present: EvaluationContext,
  ) {
    const { retry, testerToken } = options;
    const onError = core.listeners.failed;
    // What a tester sees is for this time alone: no copy of it is kept.
    const copies = testerToken === undefined ? { copies: core.copies } : {};
    this.#isRemote = options.evaluation === 'remote' || testerToken !== undefined;
    this.#parts = { gateway: core.gateway, ...copies, table: this.#answers, testerToken };
    this.#loadingConfig = new Refresher(() => this.#loadConfig(), { retry, onError });
    this.#loadingAnswers = new Refresher(() => this.#loadAnswers(), { retry, onError });
    this.#answers.reset(present);
  }

  get context(): EvaluationContext {
    return this.present;
  }

  get source(): ClientStatus['source'] {
    return this.core.config.source ?? this.#answers.present?.source ?? 'none';
  }

  get tag(): string | undefined {
    return this.#isRemote ? this.#answers.present?.tag : this.core.config.current?.tag;
  }

  get keys(): readonly string[] {
    return [...new Set([...(this.core.config.current?.keys ?? []), ...this.#answers.keys])];
  }

  adopt({ context, flags }: Bootstrap): void {
    const outcomes = new Map(flags.map((flag) => [flag.key, flag]));
    this.#answers.take(contextText(context), { source: 'bootstrap', outcomes });
    this.readiness.reach();
  }

  /** Serves copies until the gateway has answered. */
  async begin(): Promise<void> {
    if (!this.#isRemote) await this.core.config.restore();
    const { copies } = this.#parts;
    if (this.#needsAnswers && copies !== undefined) {
      const { restoreCopy } = await import('../remote/answers-copy.js');
      await restoreCopy(copies, this.#answers);
    }
    this.#checkReadiness();
    await this.refresh();
    if (isKeyRefused(this.#failure)) this.readiness.reach();
  }

  /** Resolves with whether everything is fresh. */
  async refresh(): Promise<boolean> {
    return this.#isRemote ? this.#loadingAnswers.now() : this.#loadingConfig.now();
  }

  /**
   * From here on it is somebody else who asks; what only the gateway can answer is not there until it has.
   * @param linked true: it was somebody else before
   */
  async setContext(context: EvaluationContext, linked?: true): Promise<void> {
    this.present = context;
    this.#answers.reset(context);
    this.#answers.linked = linked;
    this.core.listeners.changed(this.keys);
    if (this.#needsAnswers) await this.#loadingAnswers.now();
  }

  outcomeOf(key: string): FlagOutcome {
    const problem = unitProblem(this.present);
    if (problem !== undefined) return problem;
    const flags = this.core.config.current;
    const served = flags?.evaluate(key, this.present.targetingKey ?? '', this.present);
    const isUnsure = served !== undefined && (this.#answers.linked ?? this.#hasLinks) && restsOnPast(served);
    if (served !== undefined && !isUnsure) return served;
    const isThere = flags?.has(key) ?? false;
    const answered = isThere || flags === undefined ? this.#answers.of(key) : undefined;
    if (answered !== undefined) return answered;
    if (isThere) return this.#askForHelp(key, isUnsure);
    return flags === undefined && this.#answers.present === undefined
      ? noAnswer(this.#failure)
      : failure('FLAG_NOT_FOUND', `there is no flag "${key}"`);
  }

  close(): void {
    this.#loadingConfig.close();
    this.#loadingAnswers.close();
  }

  get #needsAnswers(): boolean {
    const isNeeded = this.#needsAll || this.#hasLinks || this.#answers.linked === true;
    return isNeeded && unitProblem(this.present) === undefined;
  }

  /** Whoever asks, some flag can only be answered by the gateway. */
  get #needsAll(): boolean {
    return this.#isRemote || this.#needsHelp || (this.core.config.current?.hasRemote ?? false);
  }

  get #hasLinks(): boolean {
    return this.core.config.current?.hasLinks ?? false;
  }

  get #failure(): unknown {
    return this.#loadingConfig.failure ?? this.#loadingAnswers.failure;
  }

  #askForHelp(key: string, isAsked: boolean): FlagOutcome {
    if (!isAsked && !this.#needsHelp) void this.#loadingAnswers.now();
    this.#needsHelp ||= !isAsked;
    return noAnswer(this.#loadingAnswers.failure);
  }

  async #loadConfig(): Promise<void> {
    await this.core.config.load();
    if (this.#needsAnswers) await this.#loadingAnswers.now();
    this.#checkReadiness();
  }

  async #loadAnswers(): Promise<void> {
    if (!this.#needsAnswers) return this.#checkReadiness();
    const { loadAnswers } = await import('../remote/load-answers.js');
    try {
      const wanted = { all: this.#needsAll, links: this.#hasLinks };
      this.core.listeners.changed((await loadAnswers(this.#parts, this.present, wanted)) ?? this.keys);
    } finally {
      this.#checkReadiness();
    }
  }

  #checkReadiness(): void {
    const isThere = this.#isRemote || this.core.config.current !== undefined;
    if (isThere && (!this.#needsAnswers || this.#answers.present !== undefined)) this.readiness.reach();
  }
}
