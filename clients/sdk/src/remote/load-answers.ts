import type { Copies } from '../copies/copies.js';
import type { EvaluationContext } from '../flag/evaluation-context.js';
import { AssayError } from '../http/assay-error.js';
import type { Gateway } from '../http/gateway.js';
import { refusalOf } from '../http/refusal.js';
import { askLinked } from '../links/ask-linked.js';
import type { AnswerTable } from './answer-table.js';
import { keepCopy } from './answers-copy.js';
import type { RemoteFlag } from './remote-outcome.js';
import { outcomeOf, questionProblem } from './remote-outcome.js';

const BULK_PATH = '/ofrep/v1/evaluate/flags';

interface BulkBody {
  readonly flags: readonly RemoteFlag[];
  readonly metadata?: { readonly version?: string };
}

export interface AnswerParts {
  readonly gateway: Gateway;
  readonly copies?: Copies;
  readonly table: AnswerTable;
  readonly testerToken?: string | undefined;
}

/** What the gateway is needed for. */
interface Wanted {
  /** Flags that nobody else can answer. */
  readonly all: boolean;
  /** Units of the project have been linked: was this one? */
  readonly links: boolean;
}

/**
 * Learns what only the gateway knows of who asks: whether it was somebody else before, and the flags where that or
 * something else makes it necessary.
 * @returns the flags whose answers are others than before; undefined where that may be any of them
 * @throws AssayError when the gateway does not answer, refuses for reasons of its own, or is not sure
 */
export async function loadAnswers(
  parts: AnswerParts,
  context: EvaluationContext,
  wanted: Wanted,
): Promise<readonly string[] | undefined> {
  const { gateway, copies, table } = parts;
  const { asker, linked: before } = table;
  if (wanted.links && before !== true) {
    const linked = await askLinked(gateway, context.targetingKey ?? '');
    if (asker !== table.asker) return [];
    table.linked = linked;
  }
  if (wanted.all || table.linked === true) return loadFlags(parts, context);
  table.take(asker, { source: 'gateway', outcomes: new Map() });
  if (copies !== undefined) await keepCopy(copies, { asker, flags: [], linked: false });
  return before === false ? [] : undefined;
}

/**
 * Asks the gateway for all flags of the table's context, by the OpenFeature remote evaluation protocol.
 * @returns the flags whose answers are others than before
 * @throws AssayError when the gateway does not answer, refuses for reasons of its own, or is not sure
 */
export async function loadFlags(
  { gateway, copies, table, testerToken }: AnswerParts,
  context: EvaluationContext,
): Promise<readonly string[]> {
  const { asker, present: before } = table;
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (before?.etag !== undefined) headers['if-none-match'] = before.etag;
  const query = testerToken === undefined ? '' : `?token=${encodeURIComponent(testerToken)}`;
  const body = JSON.stringify({ context });
  const answer = await gateway.ask(BULK_PATH + query, { method: 'POST', headers, body });
  if (answer.status === 304) return [];
  const failed = questionProblem(answer);
  if (failed === undefined && answer.status !== 200) throw refusalOf(answer);
  const { flags = [], metadata } = failed === undefined ? (JSON.parse(answer.text) as BulkBody) : {};
  const outcomes = new Map(flags.map((flag) => [flag.key, outcomeOf(flag)]));
  const etag = answer.headers.get('etag') ?? undefined;
  const isTaken = table.take(asker, { source: 'gateway', outcomes, failed, etag, tag: metadata?.version });
  if (!isTaken) return [];
  if (failed === undefined && copies !== undefined)
    await keepCopy(copies, { asker, flags, linked: table.linked });
  refuseProvisional(flags);
  return table.keys.filter((key) => differ(before?.outcomes.get(key), outcomes.get(key)));
}

/** What is provisional is served, and asked for again soon. */
function refuseProvisional(flags: readonly RemoteFlag[]): void {
  const provisional = flags.filter((flag) => 'metadata' in flag && flag.metadata['reason'] === 'provisional');
  if (provisional.length === 0) return;
  const message = `${String(provisional.length)} answers are provisional, and are asked for again`;
  throw new AssayError('GATEWAY_REFUSED', message, { flags: provisional.map(({ key }) => key) });
}

const differ = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);
