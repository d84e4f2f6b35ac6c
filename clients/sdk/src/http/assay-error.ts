export type AssayErrorCode =
  | 'GATEWAY_UNREACHABLE'
  | 'GATEWAY_REFUSED'
  | 'OPTION_INVALID'
  | 'LISTENER_INVALID'
  | 'CONFIG_UNREADABLE'
  | 'BOOTSTRAP_UNUSABLE'
  | 'STORE_FAILED'
  | 'HOOK_FAILED'
  | 'EVENTS_DROPPED'
  | 'EVENTS_REFUSED'
  | 'UNEXPECTED';

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

/** What an error says, with what is behind it: `fetch` keeps the reason of a failed connection there. */
export function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { message = '', cause } = error as Partial<Error>;
  return cause === undefined ? message : `${message}: ${messageOf(cause)}`;
}
