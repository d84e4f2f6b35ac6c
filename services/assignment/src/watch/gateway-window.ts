/** Running totals of what the gateway has answered. */
export interface GatewayTotals {
  readonly requests: number;
  readonly failures: number;
  /** Time it took to answer all of them. */
  readonly seconds: number;
}

interface Sample extends GatewayTotals {
  readonly at: number;
}

export const WINDOW_MS = 60_000;

/** What the gateway answered in the last minute, by totals that are looked at from time to time. */
export class GatewayWindow {
  private samples: readonly Sample[] = [];

  /** @param at milliseconds; totals of now */
  add(at: number, totals: GatewayTotals): void {
    const begin = at - WINDOW_MS;
    // The last one from before the window is where it begins.
    const first = Math.max(
      0,
      this.samples.findLastIndex((sample) => sample.at <= begin),
    );
    this.samples = [...this.samples.slice(first), { ...totals, at }];
  }

  get lastMinute(): GatewayTotals {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    return {
      requests: (last?.requests ?? 0) - (first?.requests ?? 0),
      failures: (last?.failures ?? 0) - (first?.failures ?? 0),
      seconds: (last?.seconds ?? 0) - (first?.seconds ?? 0),
    };
  }
}
