import { setTimeout as pause } from 'node:timers/promises';
import type { ApiClient } from '../access/api-client.js';
import { ApiRefusedError } from '../access/api-refused.error.js';
import type { Terminal } from '../terminal/terminal.js';
import { letCome } from './audience.js';
import { promote, readEligibility, readReport } from './decision.js';
import { EXAMPLE } from './experiment.js';
import type { ExampleState } from './example-state.js';
import { decisionLine, reportLine, waitingLine } from './lines.js';

export interface ExampleParts {
  readonly admin: ApiClient;
  readonly visitors: ApiClient;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly save: (state: ExampleState) => Promise<void>;
}

const GROUP = 20;
const GROUP_EVERY_MS = 250;
const TELL_EVERY_MS = 5_000;
/** The stream ends here also when nothing can be decided. */
const MOST_VISITORS = 6_000;

/** Creates and starts the experiment where that has not happened yet. */
async function ensureExperiment(admin: ApiClient): Promise<void> {
  const path = '/api/v1/admin/experiments';
  await unlessConflict(admin.call(path, { method: 'POST', body: EXAMPLE }));
  await unlessConflict(admin.call(`${path}/${EXAMPLE.key}/start`, { method: 'POST', body: {} }));
}

async function unlessConflict(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof ApiRefusedError && error.status === 409)) throw error;
  }
}

/** Tells what the visitors came to; `true` once the winner is promoted. */
async function tellAndDecide({ admin, terminal, signal }: ExampleParts): Promise<boolean> {
  const report = await readReport(admin);
  const line = report && reportLine(report);
  if (line === undefined) return false;
  terminal.say(line);
  const eligibility = await readEligibility(admin);
  if (eligibility === undefined) return false;
  if (!eligibility.isEligible) {
    terminal.say(waitingLine(eligibility));
    return false;
  }
  const promotion = await promote(admin, signal);
  if (promotion === undefined) return false;
  terminal.say(decisionLine(promotion));
  return promotion.status === 'completed';
}

/**
 * Sends simulated visitors through the HTTP APIs until a decision is taken, telling now and then what they came to.
 * Goes on where it was interrupted.
 */
export async function runExample(parts: ExampleParts, from: number): Promise<void> {
  const { visitors, terminal, signal, save } = parts;
  await ensureExperiment(parts.admin);
  let came = from;
  let decided = false;
  let tellAt = performance.now() + TELL_EVERY_MS;
  while (!decided && came < MOST_VISITORS) {
    const { assigned, purchases } = await letCome(visitors, came, GROUP);
    came += GROUP;
    if (performance.now() >= tellAt) {
      tellAt += TELL_EVERY_MS;
      const variants = Object.entries(assigned).map(([variant, units]) => `${variant} ${String(units)}`);
      terminal.say(
        `assignments ${String(came)} visitors so far; the last ${String(GROUP)}: ${variants.join(', ')}, ` +
          `${String(purchases)} bought`,
      );
      await save({ status: 'running', visitors: came });
      decided = await tellAndDecide(parts);
    }
    if (!decided) await pause(GROUP_EVERY_MS, undefined, { signal });
  }
  await save({ status: 'finished', visitors: came });
  if (!decided) terminal.say('The example ends here without a decision.');
}
