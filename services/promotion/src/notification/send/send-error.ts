/** Why a message was not delivered. Its text goes to people: it never holds an address’s path, a key or a body. */
export abstract class SendError extends Error {
  abstract readonly code: string;
  /** Whether it may go better another time. */
  abstract readonly isPermanent: boolean;
}

/** The target is, or leads, where nothing may be sent to. */
export class TargetForbiddenError extends SendError {
  readonly code = 'TARGET_FORBIDDEN';
  readonly isPermanent = true;
}

/** Nobody answered as it should be, in time. */
export class TargetUnreachableError extends SendError {
  readonly code = 'TARGET_UNREACHABLE';
  readonly isPermanent = false;
}

/** The target answered that it does not take this. */
export class TargetRefusedError extends SendError {
  readonly code = 'TARGET_REFUSED';

  constructor(
    message: string,
    readonly isPermanent: boolean,
  ) {
    super(message);
  }
}
