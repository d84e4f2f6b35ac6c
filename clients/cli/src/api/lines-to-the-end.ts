import type { FailedLine } from '@assay/contracts';
import { IncompleteAnswerError } from '../errors/incomplete-answer.error.js';
import type { ApiClient } from './api-client.js';

/** Long work that is told line by line. */
interface ToldWork {
  readonly path: string;
  /** POST for what changes something. */
  readonly method?: 'GET' | 'POST' | undefined;
  /** What is said to have ended early, where it has. */
  readonly work: string;
}

/**
 * The lines of long work; the last one is `done`.
 * @throws IncompleteAnswerError when it could not go on, or broke off
 */
export async function* linesToTheEnd<Line extends { readonly line: string }>(
  api: Pick<ApiClient, 'lines'>,
  { path, method, work }: ToldWork,
): AsyncGenerator<Exclude<Line, FailedLine>> {
  for await (const given of api.lines(path, method)) {
    const line = given as Exclude<Line, FailedLine> | FailedLine;
    if (isFailed(line)) throw new IncompleteAnswerError(work, `${line.code}: ${line.detail}`);
    yield line;
    if (line.line === 'done') return;
  }
  throw new IncompleteAnswerError(work, 'the answer broke off');
}

const isFailed = (line: { readonly line: string }): line is FailedLine => line.line === 'failed';
