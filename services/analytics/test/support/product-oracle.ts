import type { EventEnvelope, InteractionRecorded, UnitAliased, UnitExposed } from '@assay/contracts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

interface Done {
  readonly unit: string;
  readonly name: string;
  readonly time: number;
  readonly day: number;
  readonly value: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What is asked of the oracle: the window of `days` that ends with `to`. */
export interface Asked {
  readonly days: number;
  readonly to: number;
}

/**
 * The figures of the product reports computed the plain way, by looking at all events each time. It shares nothing with
 * the read model. What was forwarded is not expected among the events: links are followed here.
 */
export class ProductOracle {
  private readonly done: readonly Done[];
  private readonly exposures: readonly UnitExposed[];

  constructor(events: readonly EventEnvelope[], project = 'default') {
    const unique = [...new Map(events.map((event) => [event.id, event])).values()];
    const own = unique.filter((event) => event.project === project);
    const users = new Map<string, string>();
    for (const event of own)
      if (event.type === 'UnitAliased') {
        const { unit, user } = (event as UnitAliased).data;
        if (!users.has(unit)) users.set(unit, user);
      }
    const unitOf = (unit: string): string => users.get(unit) ?? unit;
    this.done = own.flatMap((event) => {
      if (event.type !== 'InteractionRecorded') return [];
      const { unit, name, value = '0', attributes = {} } = (event as InteractionRecorded).data;
      const time = Date.parse(event.time);
      return [
        { unit: unitOf(unit), name, time, day: Math.floor(time / DAY_MS), value: Number(value), attributes },
      ];
    });
    this.exposures = own.flatMap((event) => {
      if (event.type !== 'UnitExposed') return [];
      const exposed = event as UnitExposed;
      return [{ ...exposed, data: { ...exposed.data, unit: unitOf(exposed.data.unit) } }];
    });
  }

  private within({ days, to }: Asked): readonly Done[] {
    return this.done.filter(({ day }) => day <= to && day > to - days);
  }

  active(asked: Asked): number {
    return units(this.within(asked)).size;
  }

  /** Figures of a feature: view, use, complete, refer, purchase are the names of its events. */
  feature(asked: Asked): Readonly<Record<string, number>> {
    const within = this.within(asked);
    const of = (...names: readonly string[]) => within.filter(({ name }) => names.includes(name));
    const used = units(of('use', 'complete'));
    const converted = units(of('purchase'));
    const useDays = (unit: string) =>
      new Set(of('use', 'complete').flatMap((one) => (one.unit === unit ? [one.day] : []))).size;
    const both = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
      [...one].filter((unit) => other.has(unit)).length;
    const revenue = (among: (unit: string) => boolean) =>
      Math.round(of('purchase').reduce((sum, { unit, value }) => sum + (among(unit) ? value * 1e6 : 0), 0));
    return nonZero({
      views: of('view').length,
      uses: of('use').length,
      completions: of('complete').length,
      referrals: of('refer').length,
      conversions: of('purchase').length,
      revenue: revenue(() => true),
      saw: units(of('view', 'use', 'complete')).size,
      used: used.size,
      completed: units(of('complete')).size,
      returned: [...used].filter((unit) => useDays(unit) > 1).length,
      referred: both(used, units(of('refer'))),
      converted: converted.size,
      convertedUsers: both(used, converted),
      userRevenue: revenue((unit) => used.has(unit)),
    });
  }

  /** Units by how far they came along view, use, purchase within 48 hours; and those of each variant of a run. */
  funnel(asked: Asked, experiment?: string): Readonly<Record<string, number>> {
    const reached = new Map<string, Set<string>>();
    const note = (figure: string, unit: string) =>
      reached.set(figure, (reached.get(figure) ?? new Set()).add(unit));
    for (const unit of units(this.done)) {
      const own = this.done.filter((one) => one.unit === unit).sort((a, b) => a.time - b.time);
      for (let day = asked.to - asked.days + 1; day <= asked.to; day += 1) {
        const start = own.find((one) => one.name === 'view' && one.day === day);
        if (start === undefined) continue;
        const use = own.find((one) => one.name === 'use' && one.time >= start.time);
        const bought = own.find((one) => one.name === 'purchase' && one.time >= (use?.time ?? Infinity));
        const depth = [start, use, bought].filter(
          (one) => one !== undefined && one.time <= start.time + 48 * HOUR_MS,
        ).length;
        const arm = experiment === undefined ? undefined : this.armOf(unit, experiment, start.time);
        for (let step = 1; step <= depth; step += 1) {
          note(`step ${String(step)}`, unit);
          if (arm !== undefined) note(`arm ${arm} step ${String(step)}`, unit);
        }
      }
    }
    return nonZero(Object.fromEntries([...reached].map(([figure, who]) => [figure, who.size])));
  }

  private armOf(unit: string, experiment: string, time: number): string | undefined {
    const seen = this.exposures.filter(
      ({ data }) =>
        data.unit === unit && data.experiment === experiment && ['split', 'sticky'].includes(data.reason),
    );
    const firstOf = (run: number) =>
      Math.min(...seen.filter(({ data }) => data.run === run).map((event) => Date.parse(event.time)));
    const runs = [...new Set(seen.map(({ data }) => data.run))]
      .filter((run) => firstOf(run) <= time)
      .sort((one, other) => firstOf(one) - firstOf(other) || one - other);
    const run = runs.at(-1);
    if (run === undefined) return undefined;
    const variants = new Set(seen.filter(({ data }) => data.run === run).map(({ data }) => data.variant));
    return `${String(run)}/${variants.size === 1 ? ([...variants][0] ?? '') : ''}`;
  }

  /** Units by their number of uses (view or use), below 100. */
  uses(asked: Asked): Readonly<Record<string, number>> {
    const within = this.within(asked);
    const figures = new Map<string, number>();
    const add = (figure: string, amount: number) => figures.set(figure, (figures.get(figure) ?? 0) + amount);
    for (const unit of units(within)) {
      const own = within.filter((one) => one.unit === unit);
      const uses = own.filter(({ name }) => name === 'use' || name === 'view').length;
      if (uses === 0) continue;
      add(`units ${String(uses)}`, 1);
      add(`uses ${String(uses)}`, uses);
      if (own.some(({ name }) => name === 'purchase')) add(`feature-0 ${String(uses)}`, 1);
    }
    return Object.fromEntries(figures);
  }

  /** Of the segment of the plan `pro`. */
  segment(asked: Asked): Readonly<Record<string, number>> {
    const own = this.within(asked).filter(({ attributes }) => attributes['plan'] === 'pro');
    const value = Math.round(own.reduce((sum, one) => sum + one.value * 1e6, 0));
    return nonZero({ units: units(own).size, events: own.length, value });
  }

  /** Units that were first active on a day, and again so many days later. */
  returned(first: number, later: number): number {
    return [...units(this.done)].filter((unit) => {
      const days = this.done.filter((one) => one.unit === unit).map(({ day }) => day);
      return Math.min(...days) === first && days.includes(first + later);
    }).length;
  }

  /** Events, and units, of a name on a day. */
  usage(day: number, wanted?: string): { readonly events: number; readonly units: number } {
    const own = this.done.filter((one) => one.day === day && (wanted === undefined || one.name === wanted));
    return { events: own.length, units: units(own).size };
  }

  /** Impressions and clicks at a position. */
  position(position: number): { readonly impressions: number; readonly clicks: number } {
    const at = (wanted: string) =>
      this.done.filter(({ name, attributes }) => name === wanted && attributes['position'] === position)
        .length;
    return { impressions: at('impression'), clicks: at('click') };
  }
}

const units = (done: readonly Done[]): ReadonlySet<string> => new Set(done.map(({ unit }) => unit));

const nonZero = (figures: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(figures).filter(([, amount]) => amount !== 0));
