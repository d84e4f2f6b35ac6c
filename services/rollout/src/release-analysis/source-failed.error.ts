/** A source of metrics gave no points; the message says what it gave, for those who wrote the query. */
export class SourceFailedError extends Error {
  readonly code = 'SOURCE_FAILED';

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'SourceFailedError';
  }
}
