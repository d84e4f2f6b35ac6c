/** Work that is looked for again and again: by every process, and done once whoever finds it. */
export interface Sweep {
  readonly name: string;
  /** Pause between two looks, milliseconds. */
  readonly everyMs: number;
  run(): Promise<void>;
}

/** All of the service. */
export const SWEEPS = Symbol('SWEEPS');
