import { METRICS } from '@assay/platform';
import type { Sweep } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { Gauge } from 'prom-client';
import { RawEvents } from './raw-events.js';

const LOOK_MS = 60_000;

/** Tells Prometheus what raw events take, and from when on they are kept. */
@Injectable()
export class RawEventsGauges implements Sweep {
  readonly name = 'figures of raw events';
  readonly everyMs = LOOK_MS;
  private readonly parts: Gauge;
  private readonly bytes: Gauge;
  private readonly keptFrom: Gauge;

  constructor(
    private readonly events: RawEvents,
    @Inject(METRICS) registry: Registry,
  ) {
    const registers = [registry];
    this.parts = new Gauge({
      ...{ name: 'assay_raw_event_parts', registers },
      help: 'Parts of 50 days that hold raw events.',
    });
    this.bytes = new Gauge({
      ...{ name: 'assay_raw_event_bytes', registers },
      help: 'What raw events take on disk, indexes included.',
    });
    this.keptFrom = new Gauge({
      ...{ name: 'assay_raw_events_kept_from_seconds', registers },
      help: 'From when on raw events are kept, seconds since 1970; 0: all.',
    });
  }

  async run(): Promise<void> {
    const { parts, bytes, keptFrom } = await this.events.stored();
    this.parts.set(parts.filter(({ isEmptied }) => !isEmptied).length);
    this.bytes.set(bytes);
    this.keptFrom.set(keptFrom === null ? 0 : Date.parse(keptFrom) / 1_000);
  }
}
