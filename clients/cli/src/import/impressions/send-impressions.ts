import type { ApiClient } from '../../api/api-client.js';
import { startProgress } from '../../terminal/progress.js';
import type { Terminal } from '../../terminal/terminal.js';
import { EventSender } from '../event-sender.js';
import type { RowProblem } from '../read-rows.js';
import { readRows } from '../read-rows.js';
import { eventsOfImpression } from './events-of-impression.js';
import { impressionColumns } from './impression-columns.js';
import type { ImpressionsRequest } from './impressions-request.js';

export interface ImpressionsSent {
  readonly read: number;
  readonly leftOut: number;
  readonly duplicateLines: readonly number[];
  /** In the order of their lines. */
  readonly refusals: readonly RowProblem[];
  /** How many events of each name are in the log. */
  readonly events: Readonly<Record<string, number>>;
  readonly lastAcknowledged: number | undefined;
}

/** How many rows a file has; every column asked for must be there. */
export async function countRows(request: ImpressionsRequest): Promise<number> {
  const file = await readRows(request.file, request.delimiter);
  impressionColumns(request, file.columns);
  let rows = 0;
  for await (const _ of file.rows) rows += 1;
  return rows;
}

/** Sends what every row of the file tells of; what cannot be used is gathered with its line. */
export async function sendImpressions(
  { api, terminal }: { readonly api: ApiClient; readonly terminal: Terminal },
  request: ImpressionsRequest,
  total: number,
): Promise<ImpressionsSent> {
  const file = await readRows(request.file, request.delimiter);
  const columns = impressionColumns(request, file.columns);
  const context = { columns, source: request.source, start: request.start, now: terminal.now() };
  const sender = new EventSender(api, terminal);
  const tally = new ImpressionTally();
  const progress = startProgress(terminal, { title: 'Importing', total, unit: 'rows' });
  try {
    for await (const raw of file.rows) {
      const { line, events } = tally.take(eventsOfImpression(context, raw));
      for (const event of events) await sender.add({ line, json: JSON.stringify(event) });
      progress.advance(tally.read);
    }
    const { refused, lastAcknowledged } = await sender.finish();
    return { ...tally.result(refused), lastAcknowledged };
  } finally {
    progress.finish();
  }
}

type Reading = ReturnType<typeof eventsOfImpression>;
const NOTHING = { line: 0, events: [] } as const;

class ImpressionTally {
  read = 0;
  private leftOut = 0;
  private readonly contents = new Set<string>();
  private readonly duplicateLines: number[] = [];
  private readonly refusals: RowProblem[] = [];
  private readonly events = new Map<string, number>();

  take(reading: Reading): { readonly line: number; readonly events: readonly { readonly type: string }[] } {
    this.read += 1;
    if (reading === 'left-out') this.leftOut += 1;
    else if ('problem' in reading) this.refusals.push(reading);
    else if (this.contents.has(reading.content)) this.duplicateLines.push(reading.line);
    else {
      this.contents.add(reading.content);
      for (const { type } of reading.events) this.events.set(type, (this.events.get(type) ?? 0) + 1);
      return reading;
    }
    return NOTHING;
  }

  result(refused: readonly RowProblem[]): Omit<ImpressionsSent, 'lastAcknowledged'> {
    const { read, leftOut, duplicateLines } = this;
    const refusals = [...this.refusals, ...refused].sort((one, other) => one.line - other.line);
    return { read, leftOut, duplicateLines, refusals, events: Object.fromEntries(this.events) };
  }
}
