import type { Principal } from '@assay/auth';
import { ConflictProblem, NotFoundProblem } from '@assay/platform';
import { Injectable } from '@nestjs/common';
import type { DefinitionTarget } from '../references/definition-commands.js';
import { DefinitionCommands } from '../references/definition-commands.js';
import type { DefinitionPage, PageOptions } from '../references/definition-list.js';
import { DefinitionList } from '../references/definition-list.js';
import { DefinitionStreams } from '../references/definition-streams.js';
import type { HoldoutCommand, HoldoutRefusal, HoldoutState } from './holdout.decider.js';
import { holdoutDecider } from './holdout.decider.js';

type Target = Omit<DefinitionTarget, 'kind'>;

export type HoldoutView = Omit<HoldoutState, 'salt'>;

export interface NewHoldout extends Pick<HoldoutState, 'key' | 'scope' | 'percent'> {
  readonly name?: string;
}

export const holdoutView = ({ salt: _, ...shown }: HoldoutState): HoldoutView => shown;

const FACTS: Readonly<Record<HoldoutRefusal['code'], string>> = {
  HOLDOUT_NOT_FOUND: 'is not there',
  HOLDOUT_EXISTS: 'is there already',
  HOLDOUT_ENDED: 'has ended',
  HOLDOUT_UNCHANGED: 'holds out this share already',
};

function holdoutProblem({ code }: HoldoutRefusal, key: string): Error {
  const detail = `holdout "${key}" ${FACTS[code]}`;
  const errors = [{ path: 'holdout', value: key, message: 'must be an active holdout, or a new one' }];
  return code === 'HOLDOUT_NOT_FOUND'
    ? new NotFoundProblem(code, detail, { errors })
    : new ConflictProblem(code, detail, { errors });
}

/** Shares of the units that get control. */
@Injectable()
export class HoldoutsService {
  constructor(
    private readonly commands: DefinitionCommands,
    private readonly streams: DefinitionStreams,
    private readonly definitions: DefinitionList,
  ) {}

  create(
    who: Principal,
    { key, name = key, scope, percent }: NewHoldout,
    idempotencyKey?: string,
  ): Promise<HoldoutView> {
    return this.decide(who, { key, idempotencyKey, isNew: true }, (metadata) => ({
      type: 'CreateHoldout',
      metadata,
      // A salt of its own: what was spread by another one says nothing about it.
      holdout: { key, name, scope, percent, salt: metadata.id },
    }));
  }

  change(who: Principal, target: Target, { percent, reason }: { percent: number; reason: string }) {
    return this.decide(who, target, (metadata) => ({ type: 'ChangeHoldout', metadata, percent, reason }));
  }

  end(who: Principal, target: Target, reason: string): Promise<HoldoutView> {
    return this.decide(who, target, (metadata) => ({ type: 'EndHoldout', metadata, reason }));
  }

  async get({ project }: Principal, key: string): Promise<HoldoutView> {
    const state = await this.streams.holdout(project, key);
    if (state.status === 'absent') throw holdoutProblem({ code: 'HOLDOUT_NOT_FOUND' }, key);
    return holdoutView(state);
  }

  async list({ project }: Principal, page: PageOptions): Promise<DefinitionPage<HoldoutView>> {
    const { items, nextCursor } = await this.definitions.page<HoldoutState>(project, 'holdout', page);
    return { items: items.map(holdoutView), nextCursor };
  }

  private async decide(
    who: Principal,
    target: Target,
    commandOf: (metadata: HoldoutCommand['metadata']) => HoldoutCommand,
  ): Promise<HoldoutView> {
    const handled = await this.commands.handle(
      who,
      { kind: 'holdout', ...target },
      holdoutDecider,
      commandOf,
    );
    if (handled.outcome === 'refused') throw holdoutProblem(handled.refusal, target.key);
    return holdoutView(handled.state as HoldoutState);
  }
}
