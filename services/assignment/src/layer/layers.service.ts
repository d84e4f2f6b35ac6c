import type { Principal } from '@assay/auth';
import type { BucketRange } from '@assay/bucketing';
import { BUCKETS } from '@assay/bucketing';
import { ConflictProblem, NotFoundProblem, UnprocessableProblem } from '@assay/platform';
import { Injectable } from '@nestjs/common';
import { ExperimentLog } from '../experiment/experiment-log.js';
import { definitionProblem } from '../problems/definition-problem.js';
import type { DefinitionTarget } from '../references/definition-commands.js';
import { DefinitionCommands } from '../references/definition-commands.js';
import type { DefinitionPage, PageOptions } from '../references/definition-list.js';
import { DefinitionList } from '../references/definition-list.js';
import { DefinitionStreams } from '../references/definition-streams.js';
import type { GiveSlot, LayerCommand, LayerRefusal, LayerState } from './layer.decider.js';
import { layerDecider } from './layer.decider.js';
import { freeBuckets, widthOf } from './ranges.js';

export interface LayerView extends Pick<LayerState, 'key' | 'name' | 'version'> {
  readonly slots: readonly {
    readonly experiment: string;
    readonly percent: number;
    readonly ranges: readonly BucketRange[];
  }[];
  readonly freePercent: number;
}

type Target = Omit<DefinitionTarget, 'kind'>;
type Wanted = Pick<GiveSlot, 'wanted' | 'reason'>;

const PERCENT = BUCKETS / 100;

export const layerView = ({ key, name, version, slots }: LayerState): LayerView => ({
  ...{ key, name, version },
  slots: Object.entries(slots).map(([experiment, ranges]) => ({
    experiment,
    percent: widthOf(ranges) / PERCENT,
    ranges,
  })),
  freePercent: widthOf(freeBuckets(Object.values(slots).flat())) / PERCENT,
});

const at = (path: string, value: unknown, message: string) => ({ errors: [{ path, value, message }] });

function layerProblem(refusal: LayerRefusal, layer: string): Error {
  const { code } = refusal;
  switch (code) {
    case 'LAYER_NOT_FOUND':
      return new NotFoundProblem(code, `there is no layer "${layer}"`, at('layer', layer, 'must be a layer'));
    case 'LAYER_EXISTS':
      return new ConflictProblem(
        code,
        `there is a layer "${layer}" already`,
        at('key', layer, 'must be new'),
      );
    case 'RANGES_INVALID':
      return definitionProblem(refusal.problems);
    case 'LAYER_FULL': {
      const { wantedPercent, freePercent } = refusal;
      const detail = `layer "${layer}" has ${String(freePercent)} % left, not ${String(wantedPercent)} %`;
      return new UnprocessableProblem(
        code,
        detail,
        at('percent', wantedPercent, 'must be free in the layer'),
      );
    }
    case 'SLOT_UNCHANGED': {
      const { experiment } = refusal;
      const detail = `experiment "${experiment}" has this part of layer "${layer}" already`;
      return new ConflictProblem(code, detail, at('experiment', experiment, 'must be another one'));
    }
    case 'SLOT_NOT_FOUND': {
      const { experiment } = refusal;
      const detail = `experiment "${experiment}" has no part of layer "${layer}"`;
      return new NotFoundProblem(code, detail, at('experiment', experiment, 'must have a part of it'));
    }
  }
}

/** Layers, and which part of them each experiment has. */
@Injectable()
export class LayersService {
  constructor(
    private readonly commands: DefinitionCommands,
    private readonly streams: DefinitionStreams,
    private readonly definitions: DefinitionList,
    private readonly experiments: ExperimentLog,
  ) {}

  create(
    who: Principal,
    { key, name = key }: { readonly key: string; readonly name?: string },
    idempotencyKey?: string,
  ): Promise<LayerView> {
    return this.decide(who, { key, idempotencyKey, isNew: true }, (metadata) => ({
      type: 'CreateLayer',
      metadata,
      // A salt of its own: what was spread by another one says nothing about it.
      layer: { key, name, salt: metadata.id },
    }));
  }

  async get({ project }: Principal, key: string): Promise<LayerView> {
    const state = await this.streams.layer(project, key);
    if (state.status === 'absent') throw layerProblem({ code: 'LAYER_NOT_FOUND' }, key);
    return layerView(state);
  }

  async list({ project }: Principal, page: PageOptions): Promise<DefinitionPage<LayerView>> {
    const { items, nextCursor } = await this.definitions.page<LayerState>(project, 'layer', page);
    return { items: items.map(layerView), nextCursor };
  }

  /** @throws Problem when the experiment takes part already: its units would change */
  async give(who: Principal, target: Target, experiment: string, wanted: Wanted): Promise<LayerView> {
    await this.refuseUnderway(who, experiment, ['draft', 'scheduled', 'concluded']);
    return this.decide(who, target, (metadata) => ({ type: 'GiveSlot', metadata, experiment, ...wanted }));
  }

  async release(who: Principal, target: Target, experiment: string): Promise<LayerView> {
    await this.refuseUnderway(who, experiment, ['draft', 'concluded', 'archived']);
    return this.decide(who, target, (metadata) => ({ type: 'ReleaseSlot', metadata, experiment }));
  }

  private async refuseUnderway({ project }: Principal, experiment: string, allowed: readonly string[]) {
    const found = await this.experiments.load(project, experiment);
    if (found === undefined)
      throw new UnprocessableProblem(
        'EXPERIMENT_NOT_FOUND',
        `there is no experiment "${experiment}"`,
        at('experiment', experiment, 'must be the key of an experiment'),
      );
    if (allowed.includes(found.status)) return;
    throw new ConflictProblem(
      'WRONG_STATUS',
      `experiment "${experiment}" is ${found.status}: its part of the layer stays as it is`,
      at('experiment', experiment, `must be ${allowed.join(' or ')}`),
    );
  }

  private async decide(
    who: Principal,
    target: Target,
    commandOf: (metadata: LayerCommand['metadata']) => LayerCommand,
  ): Promise<LayerView> {
    const handled = await this.commands.handle(who, { kind: 'layer', ...target }, layerDecider, commandOf);
    if (handled.outcome === 'refused') throw layerProblem(handled.refusal, target.key);
    return layerView(handled.state as LayerState);
  }
}
