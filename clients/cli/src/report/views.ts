import type { MetricType } from '@assay/contracts';
import type { ReportedVariant, ReportHead } from './report.js';

interface About {
  readonly metric: { readonly key: string; readonly type: MetricType };
}

export interface SeriesView extends ReportHead, About {
  readonly kind: string;
  readonly days: readonly { readonly day: string; readonly variants: readonly ReportedVariant[] }[];
}

export interface BreakdownView extends ReportHead, About {
  readonly dimension: string;
  readonly values: readonly { readonly value: string; readonly variants: readonly ReportedVariant[] }[];
  readonly reason?: string;
}

export interface SampleRatioView extends ReportHead {
  readonly srm: {
    readonly alarm: boolean;
    readonly alarmAt?: number;
    readonly sequentialPValue: number;
    readonly reason?: string;
    readonly phases: readonly {
      readonly phase: number;
      readonly pValue: number | null;
      readonly variants: readonly {
        readonly variant: string;
        readonly units: number;
        readonly expected: number | null;
      }[];
    }[];
  };
  readonly values: readonly {
    readonly attribute: string;
    readonly value: string;
    readonly units: number;
    readonly deviations: readonly (number | null)[];
    readonly adjustedP: number | null;
    readonly carries: boolean;
  }[];
  readonly reason?: string;
}

interface Both {
  readonly fixedHorizon: number | null;
  readonly sequential: number | null;
}

export interface PowerView extends ReportHead {
  readonly traffic: { readonly unitsPerDay: number | null; readonly days: number; readonly reason?: string };
  readonly metrics: readonly {
    readonly metric: string;
    readonly effect: number;
    readonly variants: readonly {
      readonly variant: string;
      readonly detectableEffect: Both | null;
      readonly unitsNeeded: Both;
      readonly daysToGo: Both;
      readonly reason?: string;
    }[];
  }[];
}

export interface NoveltyView extends ReportHead, About {
  readonly by: 'days' | 'cohorts';
  readonly note?: string;
  readonly variants: readonly {
    readonly variant: string;
    readonly pattern: string | null;
    readonly trend: { readonly slope: number; readonly pValue: number } | null;
    readonly trendOver?: { readonly days: number; readonly units: number };
    readonly reason?: string;
    readonly days: readonly {
      readonly day: number;
      readonly units: number;
      readonly difference: number | null;
      readonly lift: number | null;
      readonly pValue: number | null;
    }[];
  }[];
}

export interface AaView extends ReportHead {
  readonly passed: boolean | null;
  readonly check: { readonly problems: readonly string[]; readonly tests: number };
  readonly comparisons: readonly {
    readonly metric: string;
    readonly variant: string;
    readonly pValue: number | null;
    readonly reason?: string;
  }[];
  readonly reason?: string;
}

export interface ArmsView extends ReportHead, About {
  readonly arms: readonly {
    readonly variant: string;
    readonly units: number;
    readonly share: number | null;
    readonly value: number | null;
    readonly weightedMean: number | null;
    readonly probabilityBest: number | null;
  }[];
  readonly reason?: string;
}

interface Estimate {
  readonly estimate: number | null;
  readonly se: number | null;
}

export interface OffPolicyView extends ReportHead, About {
  readonly logged: Estimate & { readonly n: number };
  readonly policies: readonly {
    readonly policy: string;
    readonly ips: Estimate;
    readonly snips: Estimate;
    readonly doublyRobust: Estimate;
    readonly effectiveSampleSize: number;
    readonly neverLogged: readonly string[];
    readonly warnings: readonly string[];
    readonly reason?: string;
  }[];
}

export interface UnitExplainedView extends ReportHead, About {
  readonly unit: string;
  readonly firstExposure: { readonly time: string; readonly variant: string };
  readonly excluded: string | null;
  readonly amounts: Readonly<Record<string, string>>;
  /** Those that amounts are cut at. */
  readonly cap: string | null;
  readonly denominatorCap: string | null;
  readonly events: readonly {
    readonly time: string;
    readonly type: string;
    readonly name: string;
    readonly adds: readonly { readonly part: string; readonly amount: string }[];
    readonly why: string;
  }[];
}

export interface VariantExplainedView extends ReportHead, About {
  readonly variant: string;
  readonly total: { readonly n: number; readonly sums: Readonly<Record<string, string>> };
  readonly rows: readonly {
    readonly phase: number;
    readonly day: string;
    readonly partition: number;
    readonly n: number;
    readonly sums: Readonly<Record<string, string>>;
  }[];
  /** Of a quantile. */
  readonly buckets?: readonly { readonly from: number; readonly to: number; readonly units: number }[];
}
