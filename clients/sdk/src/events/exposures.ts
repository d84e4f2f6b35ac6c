import type { EvaluationContext } from '../flag/evaluation-context.js';
import type { FlagDetails } from '../flag/flag-details.js';
import type { NewEvent } from './event.js';

export interface ExposuresParts {
  /** False when the event cannot be sent. */
  readonly send: (event: NewEvent) => boolean;
  /** Attributes of the context that exposures carry, for breakdowns. */
  readonly attributes: readonly string[];
  /** Exposures that are remembered; beyond, the oldest may be sent once more, which changes no result. */
  readonly capacity: number;
}

/** What a unit has seen, each of it sent once. */
export class Exposures {
  readonly #seen = new Set<string>();

  constructor(private readonly parts: ExposuresParts) {}

  /**
   * Records that the unit has met what it was served; nothing where that is no experiment with a run.
   * @returns whether it had not been recorded before
   */
  record(details: FlagDetails<unknown>, unit: string, context: EvaluationContext): boolean {
    const event = exposureOf(details, unit);
    if (event === undefined) return false;
    const name = JSON.stringify([details.key, event['run'], details.variant, event['reason'], unit]);
    if (this.#seen.has(name)) return false;
    if (this.parts.send({ ...event, ...this.#attributesOf(context) })) this.#remember(name);
    return true;
  }

  #remember(name: string): void {
    this.#seen.add(name);
    if (this.#seen.size <= this.parts.capacity) return;
    const [oldest] = this.#seen;
    if (oldest !== undefined) this.#seen.delete(oldest);
  }

  #attributesOf(context: EvaluationContext): { readonly attributes?: Record<string, unknown> } {
    const there = this.parts.attributes.filter((name) => context[name] !== undefined);
    if (there.length === 0) return {};
    return { attributes: Object.fromEntries(there.map((name) => [name, context[name]])) };
  }
}

function exposureOf(
  { key: experiment, variant, errorCode, metadata }: FlagDetails<unknown>,
  unit: string,
): NewEvent | undefined {
  const { kind, run, phase, reason, propensity, revision } = metadata;
  if (errorCode !== undefined || kind !== 'experiment' || run === undefined || variant === undefined)
    return undefined;
  return { type: 'exposure', unit, experiment, variant, run, phase, reason, propensity, revision };
}
