/** What the projections runtime throws; `code` is stable, `transient` says that waiting may mend it. */
export abstract class ProjectionError extends Error {
  abstract readonly code: string;
  readonly transient: boolean = false;

  constructor(
    message: string,
    readonly data: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}
