/**
 * Who asks, and what is known of them: `targetingKey` names the unit, everything else is an attribute that rules may
 * look at. The same object that OpenFeature calls the evaluation context.
 */
export interface EvaluationContext {
  readonly targetingKey?: string | undefined;
  readonly [attribute: string]: unknown;
}

/** The context as it would come out of JSON, so that it is the same here and at the gateway; what is none is left out. */
export function plainContext(context: EvaluationContext): EvaluationContext {
  const text = jsonOf(context) ?? JSON.stringify(onlyJson(context));
  // Programs that are not type-checked may bring anything.
  return (JSON.parse(text) as EvaluationContext | null) ?? {};
}

const onlyJson = (context: EvaluationContext): EvaluationContext =>
  Object.fromEntries(Object.entries(context ?? {}).filter(([, value]) => jsonOf(value) !== undefined));

function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** The same text for the same plain context, in whatever order its attributes were given. */
export const contextText = (context: EvaluationContext): string => JSON.stringify(sorted(context));

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}
