/** What was given, by name: goes into logs and problem details as it is. */
export type StatsErrorData = Readonly<Record<string, string | number | boolean | null>>;

/** Bad input to the statistics engine; nothing that data can bring about throws, only a caller's mistake does. */
export abstract class StatsError extends Error {
  abstract readonly code: string;

  constructor(
    message: string,
    readonly data: StatsErrorData,
  ) {
    super(message);
    this.name = new.target.name;
  }
}
