import type { ArchiveView } from '@assay/contracts';
import { connect } from '../../connection/connect.js';
import type { ConnectionOptions } from '../../connection/connection-options.js';
import { EXIT } from '../../errors/cli-error.js';
import { bytes, count, countOf } from '../../terminal/numbers.js';
import { table } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { ARCHIVE_PATH } from './archive-path.js';

/** Shows what is archived of each partition, and what the log has itself. */
export async function archiveStatusCommand(
  terminal: Terminal,
  options: ConnectionOptions & { readonly json?: boolean },
): Promise<number> {
  const api = await connect(terminal, options);
  const view = (await api.get(ARCHIVE_PATH)) as ArchiveView;
  terminal.print(options.json === true ? JSON.stringify(view, null, 2) : render(view));
  return view.partitions.some(({ problem }) => problem !== null) ? EXIT.damaged : EXIT.done;
}

function render({ address, trimAfterHours, partitions }: ArchiveView): string {
  const stored = partitions.reduce((sum, each) => sum + each.bytes, 0);
  const waiting = partitions.reduce((sum, each) => sum + each.waiting, 0);
  return [
    `${address}: ${bytes(stored)}; ${countOf(waiting, 'message is', 'messages are')} not archived yet.`,
    trimAfterHours === null
      ? 'The log keeps everything (ARCHIVE_TRIM_AFTER_HOURS is not set).'
      : `What is archived and older than ${countOf(trimAfterHours, 'hour')} is deleted from the log.`,
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
