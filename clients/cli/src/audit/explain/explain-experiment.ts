import { connect } from '../../connection/connect.js';
import type { AuditEntry } from '@assay/contracts';
import type { ApiClient } from '../../api/api-client.js';
import { EXIT } from '../../errors/cli-error.js';
import type { Terminal } from '../../terminal/terminal.js';
import { entriesOf, take } from '../list/entries.js';
import type { ExplainOptions } from './explain-options.js';

interface Change {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

interface HistoryPage {
  readonly items: readonly { readonly version: number; readonly changes: readonly Change[] }[];
  readonly nextCursor: string | null;
}

/** Tells the life of an experiment: what was decided about it, by whom and why, and what was different since. */
export async function explainExperiment(
  terminal: Terminal,
  key: string,
  options: ExplainOptions,
): Promise<number> {
  const api = await connect(terminal, options);
  const changes = await changesOf(api, key);
  const entries = (await take(entriesOf(api, { stream: `*/${key}` }))).toReversed();
  const told = entries.map((entry) => ({ ...entry, changes: changesAt(entry, changes) }));
  terminal.print(options.json === true ? JSON.stringify(told, null, 2) : told.map(paragraph).join('\n'));
  return EXIT.done;
}

async function changesOf(api: ApiClient, key: string): Promise<ReadonlyMap<number, readonly Change[]>> {
  const changes = new Map<number, readonly Change[]>();
  const path = `/api/v1/admin/experiments/${encodeURIComponent(key)}/history`;
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = (await api.get(cursor === '' ? path : `${path}?cursor=${cursor}`)) as HistoryPage;
    for (const item of page.items) changes.set(item.version, item.changes);
    cursor = page.nextCursor;
  }
  return changes;
}

const changesAt = (
  { stream, version }: AuditEntry,
  changes: ReadonlyMap<number, readonly Change[]>,
): readonly Change[] => (stream.includes('/experiment/') ? (changes.get(version) ?? []) : []);

const MOST = 160;
const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? '–';
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
};

const paragraph = ({
  time,
  type,
  actor,
  reason,
  service,
  changes,
}: AuditEntry & { readonly changes: readonly Change[] }): string =>
  [
    `${time}  ${type} by ${actor} (${service})${reason === null ? '' : `: ${reason}`}`,
    ...changes.map(({ path, before, after }) =>
      before === null ? `    ${path}: ${short(after)}` : `    ${path}: ${short(before)} → ${short(after)}`,
    ),
  ].join('\n');
