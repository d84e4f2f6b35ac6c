export type AssayErrorCode =
  | 'GATEWAY_UNREACHABLE'
  | 'GATEWAY_REFUSED'
  | 'CONFIG_UNREADABLE'
  | 'BOOTSTRAP_UNUSABLE'
  | 'STORE_FAILED'
  | 'HOOK_FAILED'
  | 'EVENTS_DROPPED'
  | 'EVENTS_REFUSED';

/** What went wrong behind an answer; evaluation itself never throws. `data` are the values that it was about. */
export class AssayError extends Error {
  override readonly name = 'AssayError';

  constructor(
    readonly code: AssayErrorCode,
    message: string,
    readonly data: Readonly<Record<string, unknown>> = {},
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
