import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Sender } from './access/sender.js';
import { DefinitionsReader } from './definitions/definitions-reader.js';
import { clockSkew } from './event/clock-skew.js';
import { EARLIEST_MS } from './event/event-time.js';
import type { IngestContext } from './event/read-raw-event.js';
import type { Checked } from './event/refusal.js';
import { accept } from './event/refusal.js';
import { EventTypeTable } from './event-type/event-type-table.js';
import type { IngestOptions } from './ingest-options.js';
import { INGEST_OPTIONS } from './ingest-options.js';
import { TrafficFilterTable } from './traffic/traffic-filter-table.js';

/** By what the events of a request are judged: its time, its sender, and the definitions of its project. */
@Injectable()
export class RequestContexts {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly newId: NewId,
    @Inject(INGEST_OPTIONS) private readonly options: IngestOptions,
    private readonly definitions: DefinitionsReader,
    private readonly types: EventTypeTable,
    private readonly filters: TrafficFilterTable,
  ) {}

  /** @throws UnavailableProblem while the definitions are still being read */
  of({ principal, caller }: Sender, sentAt: string | number | undefined): Checked<IngestContext> {
    this.definitions.requireKnown();
    const { kind, project, actor } = principal;
    const { newId } = this;
    const receivedAt = this.clock.now();
    const skew = clockSkew(sentAt, receivedAt);
    if (!skew.ok) return skew;
    const sieve = this.filters.sieveFor(project, caller);
    return accept({
      project,
      actor,
      correlationId: newId(),
      receivedAt,
      receivedAtText: new Date(receivedAt).toISOString(),
      skewMs: skew.value,
      // Who imports the history of an experiment is a person; a client has no business that far back.
      earliest: kind === 'person' ? EARLIEST_MS : receivedAt - this.options.latenessMs,
      newId,
      typeOf: (name) => this.types.find(project, name),
      variantsOf: (experiment) => this.definitions.experiments.find(project, experiment),
      knowsActivation: (flag, activation) => this.definitions.activations.has(project, flag, activation),
      knowsRelease: (key) => this.definitions.releases.has(project, key),
      ...(sieve === undefined ? {} : { sieve }),
    });
  }
}
