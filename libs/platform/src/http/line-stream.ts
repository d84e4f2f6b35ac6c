import { Readable } from 'node:stream';
import { Logger, StreamableFile } from '@nestjs/common';
import { problemDocument } from '../problems/problem-document.js';
import { problemOf } from '../problems/problem-of.js';

/** The media type of an answer that is one JSON value a line. */
export const LINES_MEDIA_TYPE = 'application/x-ndjson';

/**
 * An answer that is sent line by line while it is made, for work that takes long or gives much: it takes memory for
 * one line, and ends when the caller goes away. What goes wrong on the way is its last line, because the status has
 * been sent by then.
 * @param lines JSON values; a generator's `finally` runs also when nobody reads on
 */
export const lineStream = (lines: AsyncIterable<unknown>): StreamableFile =>
  new StreamableFile(Readable.from(texts(lines)), { type: LINES_MEDIA_TYPE });

async function* texts(lines: AsyncIterable<unknown>): AsyncGenerator<string> {
  try {
    for await (const line of lines) yield `${JSON.stringify(line)}\n`;
  } catch (error) {
    const problem = problemOf(error);
    if (problem.status >= 500) new Logger('LineStream').error(error);
    const { code, detail } = problemDocument(problem);
    yield `${JSON.stringify({ line: 'failed', code, detail })}\n`;
  }
}
