import type { MetricType } from '@assay/contracts';

type Interval = readonly [number, number];

/** What every report on an experiment says of itself. */
export interface ReportHead {
  readonly experiment: {
    readonly key: string;
    readonly name: string;
    readonly status: string;
    /** Of a concluded experiment; older services do not say it. */
    readonly winner?: string | null;
    readonly run: number | null;
    readonly origin: string;
  };
  readonly coverage: { readonly completeTo: string | null; readonly note?: string };
}

/** The part of an experiment’s report that the command line shows; `--json` prints all of it. */
export interface Report extends ReportHead {
  readonly variants: readonly { readonly key: string; readonly isControl: boolean; readonly units: number }[];
  /** Units (of those that came too late, exposures) that are in no comparison, and why. */
  readonly exclusions: readonly {
    readonly reason: string;
    readonly units: number;
    readonly events?: number;
  }[];
  readonly srm: {
    readonly chi2: number | null;
    readonly df: number | null;
    readonly pValue: number | null;
    readonly sequentialPValue: number | null;
    readonly alarm: boolean;
    readonly alarmAt?: number;
  };
  readonly recommendation: {
    readonly recommendation: string;
    readonly variant: string | null;
    readonly reasons: readonly { readonly message: string }[];
    readonly basis: string;
  };
  readonly metrics: readonly ReportedMetric[];
}

export interface ReportedMetric {
  readonly key: string;
  readonly type: MetricType;
  readonly direction: 'increase' | 'decrease';
  readonly isPrimary: boolean;
  /** What it is, and why its cap has no value yet; older services do not say it. */
  readonly definition?: {
    readonly text: string;
    readonly cap?: { readonly reason?: string };
    readonly denominatorCap?: { readonly reason?: string };
  };
  readonly note?: string;
  readonly variants: readonly ReportedVariant[];
  readonly matured?: {
    readonly units: number;
    readonly openUnits: number;
    readonly variants: readonly ReportedVariant[];
  };
}

export interface ReportedVariant {
  readonly variant: string;
  readonly isControl: boolean;
  readonly units: number;
  readonly conversions: number | null;
  readonly sum: number;
  readonly value: number | null;
  readonly interval: Interval | null;
  readonly reason?: string;
  readonly comparison: ReportedComparison | null;
}

interface ReportedComparison {
  readonly difference: number | null;
  readonly lift: number | null;
  readonly zStatistic?: number | null;
  readonly tStatistic?: number | null;
  readonly pValue: number | null;
  readonly holm: number | null;
  readonly interval: Interval | null;
  readonly sequential: { readonly pValue: number | null; readonly interval: Interval | null };
  readonly bayesian: { readonly chanceToWin: number | null };
  readonly reason?: string;
}
