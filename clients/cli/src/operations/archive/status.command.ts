import { ApiClient } from '../../api/api-client.js';
import type { ConnectionOptions } from '../../connection/connection-options.js';
import { findConnection } from '../../connection/find-connection.js';
import { EXIT } from '../../errors/cli-error.js';
import { bytes, count } from '../../terminal/numbers.js';
import { table } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { ARCHIVE_PATH } from './archive-path.js';

interface Partition {
  readonly topic: string;
  readonly partition: number;
  readonly segments: number;
  readonly from: number;
  readonly until: number;
  readonly bytes: number;
  readonly lastAt: string | null;
  readonly log: { readonly from: number; readonly until: number };
  readonly waiting: number;
  readonly problem: string | null;
}

interface ArchiveView {
  readonly address: string;
  readonly trimAfterHours: number | null;
  readonly partitions: readonly Partition[];
}

/** Shows what is archived of each partition, and what the log has itself. */
export async function archiveStatusCommand(
  terminal: Terminal,
  options: ConnectionOptions & { readonly json?: boolean },
): Promise<number> {
  const api = new ApiClient(await findConnection(terminal, options));
  const view = (await api.get(ARCHIVE_PATH)) as ArchiveView;
  terminal.print(options.json === true ? JSON.stringify(view, null, 2) : render(view));
  return view.partitions.some(({ problem }) => problem !== null) ? EXIT.damaged : EXIT.done;
}

function render({ address, trimAfterHours, partitions }: ArchiveView): string {
  const stored = partitions.reduce((sum, each) => sum + each.bytes, 0);
  const waiting = partitions.reduce((sum, each) => sum + each.waiting, 0);
  return [
    `${address}: ${bytes(stored)}; ${count(waiting)} messages are not archived yet.`,
    trimAfterHours === null
      ? 'The log keeps everything (ARCHIVE_TRIM_AFTER_HOURS is not set).'
      : `What is archived and older than ${count(trimAfterHours)} hours is deleted from the log.`,
    table(
      ['topic', 'partition', 'archived', 'up to', 'segments', 'size', 'in the log', 'waiting', 'state'],
      partitions.map((each) => [
        each.topic,
        String(each.partition),
        stretch(each.from, each.until),
        each.lastAt ?? '–',
        count(each.segments),
        bytes(each.bytes),
        stretch(each.log.from, each.log.until),
        count(each.waiting),
        each.problem ?? 'readable',
      ]),
    ),
  ].join('\n');
}

/** Offsets, the last one included. */
const stretch = (from: number, until: number): string =>
  until > from ? `${count(from)} – ${count(until - 1)}` : '–';
