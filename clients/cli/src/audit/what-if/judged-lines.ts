import type { FailedLine, ProgressLine } from '@assay/contracts';
import type { ApiClient } from '../../api/api-client.js';
import { linesToTheEnd } from '../../api/lines-to-the-end.js';
import { startProgress } from '../../terminal/progress.js';
import type { Terminal } from '../../terminal/terminal.js';

type Line<Judged> =
  (Judged & { readonly line: string }) | ProgressLine | FailedLine | { readonly line: 'done' };

const isControl = <Judged>(
  line: Line<Judged>,
): line is ProgressLine | FailedLine | { readonly line: 'done' } =>
  ['progress', 'failed', 'done'].includes(line.line);

/**
 * Everything that a service has judged, with its progress in view.
 * @throws IncompleteAnswerError when it could not go on, or broke off
 */
export async function judgedLines<Judged extends object>(
  terminal: Terminal,
  api: ApiClient,
  { path, unit }: { readonly path: string; readonly unit: string },
): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  const progress = startProgress(terminal, { title: 'Judging the past', total: 0, unit });
  try {
    for await (const line of linesToTheEnd<Line<Judged>>(api, { path, work: 'what-if' })) {
      if (!isControl(line)) judged.push(withoutName(line));
      else if (line.line === 'progress') progress.advance(line.done, line.total);
    }
  } finally {
    progress.finish();
  }
  return judged;
}

function withoutName<Judged>({ line: _name, ...judged }: Judged & { readonly line: string }): Judged {
  return judged as unknown as Judged;
}

/** The query of what is given; empty where nothing is. */
export function queryText(given: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? '' : `?${query.toString()}`;
}
