import type { ApiClient } from '../../api/api-client.js';
import { connect } from '../../connection/connect.js';
import type { ConnectionOptions } from '../../connection/connection-options.js';
import { EXIT } from '../../errors/cli-error.js';
import { wholeNumber } from '../whole-number.js';
import { requireService } from '../../operations/projection-status.js';
import { count, countOf } from '../../terminal/numbers.js';
import { table } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import type { Followed } from '../follow-lines.js';
import { followLines } from '../follow-lines.js';
import { renderFindings } from '../render-findings.js';
import type { Check } from './checks.js';
import { checksOf, chosenKinds } from './checks.js';

export interface VerifyOptions extends ConnectionOptions {
  readonly only?: readonly string[];
  readonly sample?: string;
  readonly json?: boolean;
}

const ARCHIVE_NEXT =
  'Bring the segments back from a copy of the archive, under their names; until then, what needs them halts.';
const NO_MODELS = 'Read models were left out: they cannot be replayed by sample.';

type Checked = Pick<Check, 'service' | 'kind'> & Followed & { readonly of: string | null };

/** Verifies what the services have against the log, and says what differs. */
export async function verifyCommand(
  terminal: Terminal,
  service: string | undefined,
  { only, sample, ...options }: VerifyOptions,
): Promise<number> {
  if (service !== undefined) requireService(service);
  const choice = { only, service, sample: wholeNumber('--sample', sample) };
  chosenKinds(choice);
  const api = await connect(terminal, options);
  const checked: Checked[] = [];
  for (const check of await checksOf(api, choice)) checked.push(await run(terminal, api, check));
  terminal.print(options.json === true ? JSON.stringify(asJson(checked), null, 2) : render(checked));
  if (choice.sample !== undefined && only === undefined) terminal.note(NO_MODELS);
  return damages(checked) > 0 ? EXIT.damaged : EXIT.done;
}

const modelIn = (path: string): string | null => /projections\/([^/]+)\/replay/.exec(path)?.[1] ?? null;

async function run(
  terminal: Terminal,
  api: ApiClient,
  { service, kind, path, unit }: Check,
): Promise<Checked> {
  const of = modelIn(path);
  const title = `Verifying ${kind} of ${service}${of === null ? '' : ` (${of})`}`;
  return { service, kind, of, ...(await followLines(terminal, api, { path, title, unit })) };
}

const damages = (checked: readonly Checked[]): number =>
  checked.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'damage').length;

const asJson = (checked: readonly Checked[]) => ({
  intact: damages(checked) === 0,
  checks: checked.map(({ service, kind, of, done, findings }) => ({
    service,
    check: kind,
    of,
    ...done,
    findings,
  })),
});

function verdictOf({ findings, done: { checked, leftOut } }: Checked): string {
  if (checked === 0 && findings.length === 0 && leftOut !== undefined) return 'not checked';
  const damage = findings.filter(({ severity }) => severity === 'damage').length;
  const notes = findings.length - damage;
  const noted = notes === 0 ? '' : `; ${count(notes)} to note`;
  return `${damage === 0 ? 'intact' : `${count(damage)} DAMAGED`}${noted}`;
}

/** How much of it, and how many of which kind there were. */
function lookedAt({ done: { checked, unit, byKind = {} } }: Checked): string {
  const kinds = Object.entries(byKind).filter(([, many]) => many > 0);
  const listed = kinds.map(([kind, many]) => `${count(many)} ${kind}`).join(', ');
  return `${countOf(checked, unit.replace(/s$/, ''), unit)}${listed === '' ? '' : ` (${listed})`}`;
}

function render(checked: readonly Checked[]): string {
  const rows = checked.map((check) => [
    check.service,
    check.of === null ? check.kind : `${check.kind}: ${check.of}`,
    lookedAt(check),
    verdictOf(check),
    check.done.leftOut ?? '–',
  ]);
  const found = checked.flatMap(({ findings }) => findings);
  const damage = damages(checked);
  return [
    table(['service', 'check', 'looked at', 'verdict', 'left out'], rows),
    ...(found.length === 0 ? [] : [renderFindings(found)]),
    damage === 0
      ? 'Everything that was looked at is as it was written.'
      : `${countOf(damage, 'damage was', 'damages were')} found.`,
    ...(found.some(({ kind }) => kind.startsWith('archive-segment')) ? [ARCHIVE_NEXT] : []),
  ].join('\n');
}
