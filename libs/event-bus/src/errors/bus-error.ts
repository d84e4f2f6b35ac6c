/** What goes wrong at the log; `code` is stable, `transient` says that trying again later can help. */
export abstract class BusError extends Error {
  abstract readonly code: string;
  abstract readonly transient: boolean;

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
  }
}
