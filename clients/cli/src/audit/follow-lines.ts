import type { AuditLine, DoneLine, Finding } from '@assay/contracts';
import type { ApiClient } from '../api/api-client.js';
import { linesToTheEnd } from '../api/lines-to-the-end.js';
import { startProgress } from '../terminal/progress.js';
import type { Terminal } from '../terminal/terminal.js';

/** What long work has come to. */
export interface Followed {
  readonly findings: readonly Finding[];
  readonly done: Omit<DoneLine, 'line'>;
}

/** Work that a service tells of line by line. */
interface FollowedWork {
  readonly path: string;
  /** POST for what changes something. */
  readonly method?: 'GET' | 'POST';
  readonly title: string;
  readonly unit: string;
}

/**
 * Follows work of a service to its end, with its progress in view.
 * @throws IncompleteAnswerError when it could not go on, or broke off
 */
export async function followLines(
  terminal: Terminal,
  api: ApiClient,
  { path, method, title, unit }: FollowedWork,
): Promise<Followed> {
  const findings: Finding[] = [];
  let done: Followed['done'] = { checked: 0, unit };
  const progress = startProgress(terminal, { title, total: 0, unit });
  try {
    for await (const line of linesToTheEnd<AuditLine>(api, { path, method, work: title })) {
      if (line.line === 'progress') progress.advance(line.done, line.total);
      else if (line.line === 'finding') findings.push(withoutName(line));
      else done = withoutName(line);
    }
  } finally {
    progress.finish();
  }
  return { findings, done };
}

function withoutName<Line extends AuditLine>({ line: _name, ...rest }: Line): Omit<Line, 'line'> {
  return rest;
}
