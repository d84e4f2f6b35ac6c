import type { HistogramConfiguration } from 'prom-client';
import { Histogram } from 'prom-client';

type Labels = Readonly<Record<string, string>>;

/** A figure as prom-client has it before it is written: what all figures of a set share stands apart. */
interface Figure {
  readonly metricName: string;
  readonly labels: Labels;
  readonly sharedLabels: Labels;
  readonly value: number;
}

/** Durations of one set of labels. */
export class Durations {
  private readonly counts: Float64Array;
  private sum = 0;

  constructor(
    private readonly labels: Labels,
    private readonly bounds: readonly number[],
  ) {
    this.counts = new Float64Array(bounds.length + 1);
  }

  /** @param seconds how long one took */
  observe(seconds: number): void {
    let at = 0;
    while (at < this.bounds.length && seconds > (this.bounds[at] ?? 0)) at += 1;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.sum += seconds;
  }

  /** The figures of the set, each bucket with all that are shorter. */
  figures(name: string): readonly Figure[] {
    const sharedLabels = this.labels;
    let count = 0;
    const buckets = [...this.bounds.map(String), '+Inf'].map((le, at) => {
      count += this.counts[at] ?? 0;
      return { metricName: `${name}_bucket`, labels: { le }, sharedLabels, value: count };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels: {}, sharedLabels, value: this.sum },
      { metricName: `${name}_count`, labels: {}, sharedLabels, value: count },
    ];
  }
}

interface DurationHistogramConfig extends Pick<
  HistogramConfiguration<string>,
  'name' | 'help' | 'registers'
> {
  /** Upper bounds in seconds, ascending. */
  readonly buckets: number[];
}

/**
 * A histogram of what happens at every request. The one it extends puts a text together out of all labels at each
 * observation, which takes longer than evaluating a flag.
 */
export class DurationHistogram extends Histogram {
  private readonly children: Durations[] = [];

  constructor(private readonly config: DurationHistogramConfig) {
    super(config);
  }

  /** To be kept by the caller: labels that are asked for twice are told twice. */
  labelled(labels: Labels): Durations {
    const child = new Durations(labels, this.config.buckets);
    this.children.push(child);
    return child;
  }

  /** What prom-client builds its text and `get` on. */
  getForPromString(): Promise<object> {
    const { name, help } = this.config;
    const values = this.children.flatMap((child) => child.figures(name));
    return Promise.resolve({ name, help, type: 'histogram', aggregator: 'sum', values });
  }
}
