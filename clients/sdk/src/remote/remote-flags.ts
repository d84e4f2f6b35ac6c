import type { EvaluationContext } from '../flag/evaluation-context.js';
import { contextText } from '../flag/evaluation-context.js';
import type { FlagOutcome, ServedFlag } from '../flag/flag-details.js';
import { failure, isFailure } from '../flag/flag-details.js';
import { noAnswer } from '../flag/no-answer.js';
import { messageOf } from '../http/assay-error.js';
import type { RetryOptions } from '../http/back-off.js';
import { backOffMs } from '../http/back-off.js';
import type { Answer, Gateway } from '../http/gateway.js';
import { isKeyRefused } from '../http/is-key-refused.js';
import { refusalOf } from '../http/refusal.js';
import { askedToWaitMs } from '../updates/refresher.js';
import { questionProblem, stale } from './remote-outcome.js';

export interface RemoteOptions {
  /** How long the gateway may take over one flag; milliseconds, 1,000 unless given. */
  readonly timeoutMs?: number | undefined;
  /** How long an answer is good for while definitions do not change; milliseconds, 60,000 unless given. */
  readonly goodForMs?: number | undefined;
  /** Answers that are kept, 10,000 unless given. */
  readonly capacity?: number | undefined;
}

interface Kept {
  readonly flag: ServedFlag;
  /** The tag of the definitions it was made with. */
  readonly tag: string | undefined;
  readonly until: number;
}

export const TIMEOUT_MS = 1_000;
export const GOOD_FOR_MS = 60_000;
export const CAPACITY = 10_000;

/**
 * Asks the gateway for single flags, and keeps what it says: an assignment that it has given holds until definitions
 * change. While the gateway is away its last answers are served as stale, and it is not asked at every turn.
 */
export class RemoteFlags {
  private readonly kept = new Map<string, Kept>();
  private readonly asking = new Map<string, Promise<FlagOutcome>>();
  private failures = 0;
  private quietUntil = 0;
  private trouble: unknown;

  constructor(
    private readonly gateway: Gateway,
    private readonly options: RemoteOptions,
    private readonly onError: (error: unknown) => void,
    private readonly retry?: RetryOptions,
  ) {}

  /** @param tag of the present definitions; undefined where nobody hears of changes, so that nothing can be kept */
  answer(key: string, context: EvaluationContext, tag: string | undefined): Promise<FlagOutcome> {
    const name = `${key}\n${contextText(context)}`;
    const kept = this.kept.get(name);
    if (kept !== undefined && tag !== undefined && kept.tag === tag && Date.now() < kept.until)
      return Promise.resolve(kept.flag);
    const asked = this.asking.get(name) ?? this.ask(key, context, { name, tag });
    this.asking.set(name, asked);
    return asked.finally(() => this.asking.delete(name));
  }

  private async ask(
    key: string,
    context: EvaluationContext,
    { name, tag }: { readonly name: string; readonly tag: string | undefined },
  ): Promise<FlagOutcome> {
    if (Date.now() < this.quietUntil) return this.lastKnown(name, this.trouble);
    try {
      const outcome = outcomeIn(await this.send(key, context));
      this.failures = 0;
      if (!isFailure(outcome)) this.keep(name, outcome, tag);
      return outcome;
    } catch (error) {
      this.failures += 1;
      this.trouble = error;
      this.quietUntil = Date.now() + Math.max(backOffMs(this.failures, this.retry), askedToWaitMs(error));
      this.onError(error);
      return this.lastKnown(name, error);
    }
  }

  private send(key: string, context: EvaluationContext): Promise<Answer> {
    return this.gateway.ask(`/ofrep/v1/evaluate/flags/${encodeURIComponent(key)}`, {
      method: 'POST',
      body: JSON.stringify({ context }),
      headers: { 'content-type': 'application/json' },
      timeoutMs: this.options.timeoutMs ?? TIMEOUT_MS,
    });
  }

  private lastKnown(name: string, cause: unknown): FlagOutcome {
    const kept = this.kept.get(name);
    if (kept !== undefined) return stale(kept.flag);
    return isKeyRefused(cause) ? noAnswer(cause) : failure('GENERAL', messageOf(cause));
  }

  // What is provisional may be another answer a moment later.
  private keep(name: string, flag: ServedFlag, tag: string | undefined): void {
    if (flag.metadata['reason'] === 'provisional') return;
    const { goodForMs = GOOD_FOR_MS, capacity = CAPACITY } = this.options;
    this.kept.delete(name);
    this.kept.set(name, { flag, tag, until: Date.now() + goodForMs });
    if (this.kept.size <= capacity) return;
    const [oldest] = this.kept.keys();
    if (oldest !== undefined) this.kept.delete(oldest);
  }
}

function outcomeIn(answer: Answer): FlagOutcome {
  const problem = questionProblem(answer);
  if (problem !== undefined) return problem;
  if (answer.status !== 200) throw refusalOf(answer);
  return JSON.parse(answer.text) as ServedFlag;
}
