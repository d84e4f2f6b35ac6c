import { UnavailableProblem } from '@assay/platform';

/** 503 `LOG_UNAVAILABLE`: nothing is acknowledged; the caller sends the same events again. */
export class LogUnavailableProblem extends UnavailableProblem {
  constructor(cause: unknown) {
    super('LOG_UNAVAILABLE', 'the log did not take the events; send them again with the same ids', {
      headers: { 'retry-after': '2' },
      cause,
    });
  }
}

/** 503 `OVERLOADED`: too many events wait for the log already. */
export class OverloadedProblem extends UnavailableProblem {
  constructor(waiting: number) {
    super('OVERLOADED', `${String(waiting)} events are waiting for the log; send these again later`, {
      headers: { 'retry-after': '1' },
    });
  }
}

/** 503 `KEYS_UNAVAILABLE`: attributes could not be sealed, and do not go to the log in clear. */
export class KeysUnavailableProblem extends UnavailableProblem {
  constructor(cause: unknown) {
    super('KEYS_UNAVAILABLE', 'the data keys cannot be had now; send the events again with the same ids', {
      headers: { 'retry-after': '2' },
      cause,
    });
  }
}
