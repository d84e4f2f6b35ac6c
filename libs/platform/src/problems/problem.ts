/** One thing that is wrong in a request: where, what it holds, what would be right. */
export interface FieldError {
  /** Path in the body or query, e.g. `variants[1].weight`; empty for the whole. */
  readonly path: string;
  readonly value?: unknown;
  readonly message: string;
  /** Which entry of a batch. */
  readonly index?: number;
  readonly code?: string;
}

export interface ProblemOptions {
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the document (RFC 9457 extensions), e.g. the checks that failed. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * A refusal that the caller should see, as RFC 9457 describes it; thrown anywhere, mapped once at the edge.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export abstract class Problem extends Error {
  abstract readonly status: number;
  abstract readonly title: string;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly extensions: Readonly<Record<string, unknown>>;

  /**
   * @param code stable, upper case with underscores: what programs compare
   * @param detail the fact and the values, for people
   */
  constructor(
    readonly code: string,
    readonly detail: string,
    options: ProblemOptions = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
    this.extensions = options.extensions ?? {};
  }
}
