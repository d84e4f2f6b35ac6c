const YEAR = 365 * 24 * 3_600_000;
const Real = Date;

class LaterDate extends Real {
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) super(LaterDate.now());
    else super(...(given as [string]));
  }

  static override now(): number {
    return Real.now() + YEAR;
  }
}

/** Does the work while the clock of this process says that it is a year later. */
export async function aYearLater<Result>(work: () => Promise<Result>): Promise<Result> {
  globalThis.Date = LaterDate as DateConstructor;
  try {
    return await work();
  } finally {
    globalThis.Date = Real;
  }
}
