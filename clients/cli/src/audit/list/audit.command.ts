import type { AuditEntry, UnitDataRead } from '@assay/contracts';
import { connect } from '../../connection/connect.js';
import type { ConnectionOptions } from '../../connection/connection-options.js';
import { EXIT } from '../../errors/cli-error.js';
import { UsageError } from '../../errors/usage.error.js';
import { requireService } from '../../operations/projection-status.js';
import type { Cell } from '../../terminal/csv.js';
import { csvLine } from '../../terminal/csv.js';
import { table } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { instant } from '../instant.js';
import { wholeNumber } from '../whole-number.js';
import { entriesOf } from './entries.js';

export interface AuditOptions extends ConnectionOptions {
  readonly service?: string;
  readonly actor?: string;
  readonly type?: string;
  readonly stream?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: string;
  readonly all?: boolean;
  readonly csv?: boolean;
  readonly json?: boolean;
}

const DEFAULT_LIMIT = 50;

/** Lists who changed what, when, why, from where and under which approval; the latest first. */
export async function auditCommand(terminal: Terminal, options: AuditOptions): Promise<number> {
  const { service, actor, type, stream, csv = false, json = false } = options;
  if (csv && json) throw new UsageError('name one of --json, --csv');
  if (service !== undefined) requireService(service);
  const [from, to] = [instant('--from', options.from), instant('--to', options.to)];
  const limit = wholeNumber('--limit', options.limit) ?? DEFAULT_LIMIT;
  const api = await connect(terminal, options);
  const entries = entriesOf(api, { service, actor, type, stream, from, to });
  const most = options.all === true ? Number.POSITIVE_INFINITY : limit;
  if (csv) return printCsv(terminal, entries, most);
  const { shown, isCut } = await upTo(entries, most);
  terminal.print(json ? JSON.stringify({ entries: shown, isCut }, null, 2) : render(shown));
  if (isCut && !json)
    terminal.note(`There are more than ${String(most)}: --limit for more of them, --all for all.`);
  return EXIT.done;
}

async function upTo(
  entries: AsyncIterable<AuditEntry>,
  most: number,
): Promise<{ readonly shown: readonly AuditEntry[]; readonly isCut: boolean }> {
  const shown: AuditEntry[] = [];
  for await (const entry of entries) {
    if (shown.length >= most) return { shown, isCut: true };
    shown.push(entry);
  }
  return { shown, isCut: false };
}

const COLUMNS = [
  ...['time', 'recordedAt', 'service', 'actor', 'onBehalfOf', 'type', 'stream', 'version', 'reason'],
  ...['approval', 'id', 'correlationId', 'causationId', 'data'],
] as const;

const asText = (value: unknown): Cell =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Cell);

/** Line by line, so that the whole history of a large installation takes no memory. */
async function printCsv(
  terminal: Terminal,
  entries: AsyncIterable<AuditEntry>,
  most: number,
): Promise<number> {
  terminal.print(csvLine(COLUMNS));
  let printed = 0;
  for await (const entry of entries) {
    if (printed >= most) break;
    printed += 1;
    const facts = entry as unknown as Readonly<Record<string, unknown>>;
    terminal.print(csvLine(COLUMNS.map((column) => asText(facts[column]))));
  }
  return EXIT.done;
}

const who = ({ actor, onBehalfOf }: AuditEntry): string =>
  onBehalfOf === null ? actor : `${actor} for ${onBehalfOf}`;

const why = ({ reason, approval }: AuditEntry): string =>
  [reason ?? '–', ...(approval === null ? [] : [`approved: ${String(asText(approval))}`])].join('\n');

/** Of a look at the data of units: at whom or at what; everything else is told by its stream. */
function what({ type, data }: AuditEntry): string {
  if (type !== 'UnitDataRead') return type;
  const { subject, topic, opened } = data as UnitDataRead['data'];
  const whom = subject === undefined ? `all units in ${topic}` : `${subject} in ${topic}`;
  return `${type}\n${whom}${opened === true ? ', attributes opened' : ''}`;
}

/** Decisions as a table. */
export const render = (entries: readonly AuditEntry[]): string =>
  entries.length === 0
    ? 'Nothing was decided that fits.'
    : table(
        ['when', 'who', 'what', 'on', 'why', 'from'],
        entries.map((entry) => [
          entry.time,
          who(entry),
          what(entry),
          `${entry.stream} v${String(entry.version)}`,
          why(entry),
          `${entry.service} #${String(entry.position)}`,
        ]),
      );
