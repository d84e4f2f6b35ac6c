import type { HoldoutDefinition, LayerSlot, MemberSet, Segment } from '@assay/bucketing';
import type { TargetingRule } from '@assay/bucketing';
import type { DefinitionEvent, HoldoutEvent, LayerEvent, SegmentEvent } from '@assay/contracts';
import { parseStreamId } from '@assay/contracts';
import type { HoldoutStream } from '../holdout/holdout.decider.js';
import { holdoutDecider } from '../holdout/holdout.decider.js';
import type { LayerStream } from '../layer/layer.decider.js';
import { layerDecider } from '../layer/layer.decider.js';
import type { SegmentContent, SegmentStream } from '../segment/segment.decider.js';
import { segmentDecider } from '../segment/segment.decider.js';

/**
 * Layers, holdouts and segments of one project, folded from their streams. What contents of segments said
 * is kept as long as the table is (the members of lists are elsewhere): a definition that names an older content still finds it.
 */
export class DefinitionsTable {
  private readonly layers = new Map<string, LayerStream>();
  private readonly holdouts = new Map<string, HoldoutStream>();
  private readonly segments = new Map<string, SegmentStream>();
  private readonly contents = new Map<string, SegmentContent>();

  apply(event: DefinitionEvent): void {
    const { kind, key } = parseStreamId(event.subject);
    if (kind === 'layer')
      this.layers.set(
        key,
        layerDecider.evolve(this.layers.get(key) ?? layerDecider.initial, event as LayerEvent),
      );
    if (kind === 'holdout')
      this.holdouts.set(
        key,
        holdoutDecider.evolve(this.holdouts.get(key) ?? holdoutDecider.initial, event as HoldoutEvent),
      );
    if (kind === 'segment') this.applySegment(key, event as SegmentEvent);
  }

  layerSlot(layer: string, experiment: string): LayerSlot | undefined {
    const found = this.layers.get(layer);
    if (found?.status !== 'existing' || !Object.hasOwn(found.slots, experiment)) return undefined;
    return { layer, salt: found.salt, ranges: found.slots[experiment] ?? [] };
  }

  holdout(key: string): HoldoutDefinition | undefined {
    const found = this.holdouts.get(key);
    return found?.status === 'active' ? definitionOf(found) : undefined;
  }

  globalHoldouts(): readonly HoldoutDefinition[] {
    return [...this.holdouts.values()]
      .flatMap((holdout) => (holdout.status === 'active' && holdout.scope === 'global' ? [holdout] : []))
      .map(definitionOf);
  }

  segmentHash(key: string): string | undefined {
    const found = this.segments.get(key);
    return found?.status === 'existing' ? found.content.hash : undefined;
  }

  /** A content that the segment has, or had. */
  segmentContent(key: string, hash: string): SegmentContent | undefined {
    return this.contents.get(`${key}\n${hash}`);
  }

  private applySegment(key: string, event: SegmentEvent): void {
    const state = segmentDecider.evolve(this.segments.get(key) ?? segmentDecider.initial, event);
    this.segments.set(key, state);
    if (state.status === 'existing') this.contents.set(`${key}\n${state.content.hash}`, state.content);
  }
}

const definitionOf = ({
  key,
  scope,
  salt,
  percent,
}: Exclude<HoldoutStream, { status: 'absent' }>): HoldoutDefinition => ({ key, scope, salt, percent });

/** A segment as evaluation needs it; a list with the members that its hash stands for. */
export function segmentOf(content: SegmentContent, members: MemberSet | undefined): Segment | undefined {
  const { key, hash } = content;
  if (content.kind === 'rule')
    return { kind: 'rule', key, hash, rule: content.rule as unknown as TargetingRule };
  if (members === undefined) return undefined;
  const attribute = content.attribute === undefined ? {} : { attribute: content.attribute };
  return { kind: 'list', key, hash, ...attribute, members };
}
