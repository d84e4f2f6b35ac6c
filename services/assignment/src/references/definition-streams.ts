import { streamId } from '@assay/contracts';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE, loadState } from '@assay/event-store';
import { Inject, Injectable } from '@nestjs/common';
import type { HoldoutStream } from '../holdout/holdout.decider.js';
import { holdoutDecider } from '../holdout/holdout.decider.js';
import type { LayerStream } from '../layer/layer.decider.js';
import { layerDecider } from '../layer/layer.decider.js';
import type { SegmentStream } from '../segment/segment.decider.js';
import { segmentDecider } from '../segment/segment.decider.js';

/** Layers, holdouts and segments as they are this moment, from their own streams. */
@Injectable()
export class DefinitionStreams {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async layer(project: string, key: string): Promise<LayerStream> {
    return (await loadState(layerDecider, this.store, streamId(project, 'layer', key))).state;
  }

  async holdout(project: string, key: string): Promise<HoldoutStream> {
    return (await loadState(holdoutDecider, this.store, streamId(project, 'holdout', key))).state;
  }

  async segment(project: string, key: string): Promise<SegmentStream> {
    return (await loadState(segmentDecider, this.store, streamId(project, 'segment', key))).state;
  }
}
