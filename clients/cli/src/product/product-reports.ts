/** The parts of product reports that the command line shows; `--json` prints all of them. */
interface Shown {
  readonly window: { readonly days: number; readonly from: string | null; readonly to: string | null };
  readonly coverage: { readonly completeTo: string | null };
}

export interface Share {
  /** null where nothing is defined that could be counted. */
  readonly count: number | null;
  readonly of: number;
  readonly rate: number | null;
  readonly interval: readonly [number, number] | null;
  readonly reason?: string;
}

interface Average {
  readonly sum: number;
  readonly of: number;
  readonly average: number | null;
  readonly reason?: string;
}

interface Counting {
  readonly status: 'complete' | 'counting';
  readonly version: number;
  readonly reason?: string;
}

interface PositionRow {
  readonly position?: number | null;
  readonly item?: string | null;
  readonly impressions: number;
  readonly clicks: number;
  readonly ctr: Omit<Share, 'count' | 'of'>;
}

export interface PositionsReport extends Shown {
  readonly by: readonly ('position' | 'item')[];
  readonly total: PositionRow;
  readonly exclusions: Readonly<
    Record<'otherItems' | 'withoutPosition', { readonly impressions: number; readonly clicks: number }>
  >;
  readonly rows: readonly PositionRow[];
  readonly nextCursor: string | null;
}

export interface UsageReport extends Shown {
  readonly event: string | null;
  readonly total: {
    readonly events: number | null;
    readonly newUnits: number | null;
    readonly value: number | null;
  };
  readonly reason?: string;
  readonly rows: readonly {
    readonly date: string;
    readonly events: number | null;
    readonly units: number | null;
    readonly value: number | null;
    readonly newUnits?: number;
    readonly activeIn7Days?: number;
    readonly activeIn30Days?: number;
  }[];
}

export interface EventNamesReport extends Shown {
  readonly rows: readonly { readonly name: string; readonly events: number; readonly value: number }[];
  readonly exclusions: { readonly otherEvents: number };
}

export interface CohortsReport extends Shown {
  readonly by: 'day' | 'week';
  readonly rows: readonly {
    readonly cohort: string;
    readonly units: number;
    readonly returned: readonly { readonly after: number; readonly rate: number | null }[];
  }[];
}

export interface SegmentsReport extends Shown {
  readonly activeUnits: number;
  readonly rows: readonly {
    readonly segment: string;
    readonly counting: Counting;
    readonly units: Share | null;
    readonly eventsPerUnit: Average | null;
    readonly valuePerUnit: Average | null;
    readonly reason?: string;
  }[];
}

export interface FeatureReport extends Shown {
  readonly feature: { readonly key: string; readonly name: string };
  readonly counting: Counting;
  readonly events: Readonly<Record<string, number | null>>;
  readonly users: Readonly<Record<string, number | null>>;
  readonly rates: Readonly<Record<string, Share>>;
  readonly sessionSeconds: Average;
  readonly impact: {
    readonly note: string;
    readonly conversion: {
      readonly users: Share;
      readonly others: Share;
      readonly difference: number | null;
      readonly interval: readonly [number, number] | null;
    };
    readonly revenue: {
      readonly total: number | null;
      readonly users: Average;
      readonly others: Average;
      readonly difference: number | null;
    };
  };
}

export interface FunnelStep {
  readonly step: number;
  readonly name: string;
  readonly units: number;
  readonly dropOff: Share | null;
  readonly conversionFromPrevious: Share | null;
  readonly conversionFromStart: Share;
}

export interface FunnelReport extends Shown {
  readonly funnel: { readonly key: string; readonly name: string; readonly windowHours: number };
  readonly counting: Counting;
  readonly units: number;
  readonly steps: readonly FunnelStep[];
  readonly conversion: Share;
  readonly secondsToConvert: Average;
  readonly experiment: {
    readonly key: string;
    readonly run: number | null;
    readonly variants: readonly {
      readonly variant: string;
      readonly isControl: boolean;
      readonly steps: readonly FunnelStep[];
      readonly comparison: {
        readonly difference: number | null;
        readonly interval: readonly [number, number] | null;
        readonly reason?: string;
      } | null;
    }[];
    readonly excludedUnits: number;
    readonly reason?: string;
  } | null;
}

export interface PowerUsersReport extends Shown {
  readonly powerUsers: { readonly key: string; readonly name: string; readonly share: number };
  readonly counting: Counting;
  readonly units: number;
  readonly uses: number;
  readonly threshold: number | null;
  readonly top: { readonly units: Share; readonly uses: Share };
  readonly features: readonly {
    readonly feature: string;
    readonly adoption: Share;
    readonly adoptionOfOthers: Share;
  }[];
  readonly reason?: string;
}

export type AnyShown = Shown & { readonly counting?: Counting };
