import type { MetricSpec } from '@assay/contracts';
import type { ReportedSlot } from '../read/reported-slot.js';
import type { CapReport } from './definition-in-words.js';
import { definitionInWords } from './definition-in-words.js';

/** What a metric is, by the definition that its units were counted with. */
export type MetricDefinition = Omit<MetricSpec, 'key' | 'type' | 'direction' | 'cap' | 'guardrail'> & {
  readonly cap?: CapReport;
  /** Of the denominator of a ratio. */
  readonly denominatorCap?: CapReport;
  /** All of it in one line. */
  readonly text: string;
};

const NOT_FROZEN =
  'the cap is not frozen yet: it is computed when 1,000 units have been counted, 200 of them have a value, and the ' +
  'percentile is above 0';

export function metricDefinition(slot: ReportedSlot): MetricDefinition {
  const {
    key: _key,
    type: _type,
    direction: _direction,
    guardrail: _guardrail,
    cap: _cap,
    ...rest
  } = slot.spec;
  const { spec, percentile, denominatorPercentile } = slot;
  const cap = capReport(spec.cap, percentile);
  const denominatorCap = capReport(spec.denominator?.cap, denominatorPercentile);
  return {
    ...rest,
    ...(cap === undefined ? {} : { cap }),
    ...(denominatorCap === undefined ? {} : { denominatorCap }),
    text: definitionInWords(spec, { cap, denominatorCap }),
  };
}

function capReport(cap: MetricSpec['cap'], percentile: number | undefined): CapReport | undefined {
  if (cap === undefined) return undefined;
  if ('percentile' in cap) return { value: null, percentile: cap.percentile, reason: NOT_FROZEN };
  return percentile === undefined ? { value: cap.value } : { value: cap.value, percentile };
}
