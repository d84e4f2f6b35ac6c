type Interval = readonly [number, number];

/** The part of an experiment’s report that the command line shows; `--json` prints all of it. */
export interface Report {
  readonly experiment: {
    readonly key: string;
    readonly name: string;
    readonly status: string;
    readonly run: number | null;
    readonly origin: string;
  };
  readonly coverage: { readonly completeTo: string | null };
  readonly variants: readonly { readonly key: string; readonly isControl: boolean; readonly units: number }[];
  readonly excludedUnits: number;
  readonly srm: {
    readonly chi2: number | null;
    readonly df: number | null;
    readonly pValue: number | null;
    readonly sequentialPValue: number | null;
    readonly alarm: boolean;
  };
  readonly metrics: readonly ReportedMetric[];
}

export interface ReportedMetric {
  readonly key: string;
  readonly type: 'proportion' | 'mean';
  readonly direction: 'increase' | 'decrease';
  readonly isPrimary: boolean;
  readonly variants: readonly ReportedVariant[];
}

export interface ReportedVariant {
  readonly variant: string;
  readonly isControl: boolean;
  readonly units: number;
  readonly conversions: number | null;
  readonly sum: number;
  readonly mean: number | null;
  readonly interval: Interval | null;
  readonly comparison: ReportedComparison | null;
}

export interface ReportedComparison {
  readonly difference: number | null;
  readonly lift: number | null;
  readonly zStatistic?: number | null;
  readonly tStatistic?: number | null;
  readonly pValue: number | null;
  readonly interval: Interval | null;
  readonly sequential: { readonly pValue: number | null; readonly interval: Interval | null };
}
