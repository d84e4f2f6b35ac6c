import type { ApiClient } from '../api/api-client.js';
import { startProgress } from '../terminal/progress.js';
import type { Terminal } from '../terminal/terminal.js';
import { EventSender } from './event-sender.js';
import { eventsOfRow } from './events-of-row.js';
import type { ImportRequest } from './import-request.js';
import { mapRow } from './map-row.js';
import type { RowProblem } from './read-rows.js';
import { readRows } from './read-rows.js';
import type { Survey } from './survey.js';
import type { Target } from './target.js';
import { Units } from './units.js';

export interface FileSent {
  readonly units: Units;
  readonly leftOut: number;
  readonly accepted: number;
  readonly roundedValues: number;
  readonly duplicateLines: readonly number[];
  /** In the order of their lines. */
  readonly refusals: readonly RowProblem[];
  readonly events: number;
  readonly lastAcknowledged: number | undefined;
}

/** Sends every row of the file; what cannot be used is gathered with its line. */
export async function sendFile(
  services: { readonly api: ApiClient; readonly terminal: Terminal },
  request: ImportRequest,
  { columns, rows }: Survey,
  target: Target,
): Promise<FileSent> {
  const { terminal } = services;
  const file = await readRows(request.file, request.delimiter);
  const tally = new Tally(new EventSender(services.api, terminal), target);
  const context = { columns, experiment: request.experiment, now: terminal.now() };
  const progress = startProgress(terminal, { title: 'Importing', total: rows, unit: 'rows' });
  try {
    let done = 0;
    for await (const raw of file.rows) {
      await tally.take(mapRow(context, raw));
      done += 1;
      progress.advance(done);
    }
    return await tally.finish();
  } finally {
    progress.finish();
  }
}

class Tally {
  private readonly units = new Units();
  private readonly refusals: RowProblem[] = [];
  private readonly duplicateLines: number[] = [];
  private leftOut = 0;
  private accepted = 0;
  private roundedValues = 0;

  constructor(
    private readonly sender: EventSender,
    private readonly target: Target,
  ) {}

  async take(reading: ReturnType<typeof mapRow>): Promise<void> {
    if (reading === 'left-out') {
      this.leftOut += 1;
      return;
    }
    const row = 'problem' in reading ? reading : eventsOfRow(this.target, reading);
    if ('problem' in row) {
      this.refusals.push(row);
      return;
    }
    if (!this.units.add(row.unit, row.variant, row.content)) {
      this.duplicateLines.push(row.line);
      return;
    }
    this.accepted += 1;
    this.roundedValues += row.roundedValues;
    for (const event of row.events) await this.sender.add({ line: row.line, json: JSON.stringify(event) });
  }

  async finish(): Promise<FileSent> {
    const { units, leftOut, roundedValues, duplicateLines } = this;
    const { accepted: events, lastAcknowledged, refused } = await this.sender.finish();
    const refusedLines = new Set(refused.map(({ line }) => line)).size;
    const refusals = [...this.refusals, ...refused].sort((a, b) => a.line - b.line);
    const accepted = this.accepted - refusedLines;
    return { units, leftOut, accepted, roundedValues, duplicateLines, refusals, events, lastAcknowledged };
  }
}
