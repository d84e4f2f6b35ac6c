import { connect } from '../../connection/connect.js';
import type { ApiClient } from '../../api/api-client.js';
import { EXIT } from '../../errors/cli-error.js';
import { UsageError } from '../../errors/usage.error.js';
import { table } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { instant } from '../instant.js';
import type { ExplainOptions } from './explain-options.js';
import type { UnitStep } from './unit-records.js';
import { unitSteps } from './unit-records.js';

interface Step {
  readonly rule: string;
  readonly outcome: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

interface Explanation {
  readonly at: string;
  readonly definition: { readonly revision: string; readonly from: string };
  readonly evaluation: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
  readonly assignment: {
    readonly variant: string;
    readonly assignedAt: string;
    readonly reason: string;
    readonly definition: { readonly revision: string; readonly from: string };
    readonly steps: readonly Step[];
    readonly agrees: boolean;
    readonly attributesErased: boolean;
  } | null;
}

/** Tells what happened to a unit, and, for one experiment, by which rule it is served what. */
export async function explainUnit(
  terminal: Terminal,
  unit: string,
  options: ExplainOptions,
): Promise<number> {
  const { experiment } = options;
  if (options.at !== undefined && experiment === undefined)
    throw new UsageError('--at asks what it was served: name the experiment with --experiment KEY');
  const [since, until, at] = [
    instant('--from', options.from),
    instant('--to', options.to),
    instant('--at', options.at),
  ];
  const api = await connect(terminal, options);
  const steps = await unitSteps(api, unit, { experiment, since, until });
  const explanation = experiment === undefined ? undefined : await explained(api, { unit, experiment, at });
  terminal.print(
    options.json === true
      ? JSON.stringify({ unit, explanation: explanation ?? null, steps }, null, 2)
      : [...(explanation === undefined ? [] : [whyLines(explanation)]), story(unit, steps)].join('\n'),
  );
  return EXIT.done;
}

async function explained(
  api: ApiClient,
  {
    unit,
    experiment,
    at,
  }: { readonly unit: string; readonly experiment: string; readonly at: string | undefined },
): Promise<Explanation> {
  const query = new URLSearchParams({ unit, ...(at === undefined ? {} : { at }) });
  return (await api.get(
    `/api/v1/admin/experiments/${encodeURIComponent(experiment)}/explain?${query.toString()}`,
  )) as Explanation;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

const stepLines = (steps: readonly Step[]): readonly string[] =>
  steps.map(({ rule, outcome, inputs = {} }) => {
    const seen = Object.entries(inputs).map(([name, value]) => `${name} ${text(value)}`);
    return `  ${rule} ${outcome}${seen.length === 0 ? '' : `: ${seen.join(', ')}`}`;
  });

function again({ agrees, attributesErased }: NonNullable<Explanation['assignment']>): string {
  if (!attributesErased) return agrees ? 'the same.' : 'ANOTHER variant.';
  const given = agrees ? 'the same' : 'another variant';
  return `${given}, without the attributes it was decided by: they are erased.`;
}

function whyLines({ at, definition, evaluation, steps, assignment }: Explanation): string {
  const served = `${text(evaluation['variant'])} (${text(evaluation['reason'])})`;
  return [
    `At ${at} it is served ${served}, by revision ${definition.revision}, which holds since ${definition.from}:`,
    ...stepLines(steps),
    ...(assignment === null
      ? ['It had no assignment then.']
      : [
          `First assigned ${assignment.variant} (${assignment.reason}) at ${assignment.assignedAt}, by revision ` +
            `${assignment.definition.revision}; evaluated again, that gives ` +
            again(assignment),
        ]),
  ].join('\n');
}

const story = (unit: string, steps: readonly UnitStep[]): string =>
  steps.length === 0
    ? `The log has nothing of ${unit}.`
    : table(
        ['when', 'event', 'what', 'in the log at'],
        steps.map(({ time, type, what, place }) => [time, type, what, place]),
      );
