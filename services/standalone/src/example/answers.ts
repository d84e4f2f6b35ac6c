/** The parts of the API's answers that the example looks at. */

export interface Assignment {
  readonly variant: string | null;
  readonly exposure?: Readonly<Record<string, unknown>>;
}

export interface MetricVariant {
  readonly variant: string;
  readonly isControl: boolean;
  readonly units: number;
  readonly conversions: number | null;
  readonly mean: number | null;
  readonly comparison: {
    readonly lift: number | null;
    readonly sequential: { readonly pValue: number | null };
  } | null;
}

export interface Report {
  readonly metrics: readonly {
    readonly key: string;
    readonly isPrimary: boolean;
    readonly variants: readonly MetricVariant[];
  }[];
}

export interface Check {
  readonly name: string;
  readonly passed: boolean;
  readonly value: number | string | null;
  readonly threshold: number | string | null;
}

export interface Eligibility {
  readonly isEligible: boolean;
  readonly candidate: string | null;
  readonly confidence: number | null;
  readonly improvement: number | null;
  readonly checks: readonly Check[];
}

export interface Promotion {
  readonly id: string;
  readonly status: string;
  readonly promotedVariantName: string;
  readonly confidence: number | null;
  readonly improvement: number | null;
}
