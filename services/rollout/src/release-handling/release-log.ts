import type { ReleaseEvent } from '@assay/contracts';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DecisionLog } from '../decision-log/decision-log.js';
import { DecisionGate } from '../oversight/decision-gate.js';
import { releaseStep } from '../oversight/release-steps.fold.js';
import type { ReleaseCommand } from '../release/release-command.js';
import { releaseDecider } from '../release/release.decider.js';
import type { ReleaseRefusal } from '../release/release-refusal.js';
import type { ReleaseState } from '../release/release-state.js';

/** Releases as they are kept. */
@Injectable()
export class ReleaseLog extends DecisionLog<ReleaseState, ReleaseCommand, ReleaseEvent, ReleaseRefusal> {
  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(CLOCK) clock: Clock,
    @Inject(IDS) newId: NewId,
    gate: DecisionGate,
  ) {
    super({ store, clock, newId, gate }, 'release', releaseDecider, releaseStep);
  }
}
