/** Something in the test infrastructure did not come about; `code` says what. */
export abstract class TestingError extends Error {
  abstract readonly code: string;
}

export class TestServerMissingError extends TestingError {
  readonly code = 'TEST_SERVER_MISSING';

  constructor(variable: string) {
    super(`${variable} is not set: this test belongs into an .int.spec.ts or .e2e.spec.ts file.`);
  }
}

export class EventuallyTimeoutError extends TestingError {
  readonly code = 'EVENTUALLY_TIMEOUT';

  constructor(timeoutMs: number, cause: unknown) {
    const last = cause instanceof Error ? cause.message : 'the check returned false';
    super(`Not reached within ${timeoutMs} ms. Last seen: ${last}`, { cause });
  }
}

export class ProcessEndedError extends TestingError {
  readonly code = 'PROCESS_ENDED';

  constructor(pattern: RegExp, exit: string, output: string) {
    super(`The process ended (${exit}) before it printed ${String(pattern)}. Output:\n${output}`);
  }
}
