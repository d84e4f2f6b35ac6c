import type { Principal } from '@assay/auth';
import { Injectable } from '@nestjs/common';
import { available } from '../problems/available.js';
import { PrerequisiteLock } from '../references/prerequisite-lock.js';
import { checklistOf } from './checklist.js';
import { DesignCheck } from './design-check.service.js';
import { editedDesign } from './experiment-draft.decider.js';
import type { CommandTarget, ExperimentOrder } from './experiment-log.js';
import { ExperimentLog } from './experiment-log.js';
import type { ExperimentRefusal } from './experiment-refusal.js';
import type { ExistingExperiment, ExperimentDesign, Variant } from './experiment-state.js';
import { experimentProblem } from './http/experiment-problem.js';
import type { ChecklistView, ExperimentView } from './http/experiment-view.js';
import { experimentView } from './http/experiment-view.js';
import { KEY } from './http/key.js';
import { ExperimentNumbers } from './numbers/experiment-numbers.js';
import { starvationWarnings } from './starvation-warnings.js';

export interface NewExperiment {
  readonly design: Omit<ExperimentDesign, 'number'>;
  readonly variants: readonly Variant[];
  readonly idempotencyKey?: string;
}

export interface NewClone {
  readonly key: string;
  readonly name?: string;
  readonly idempotencyKey?: string;
}

/** Commands that begin a run, now or later, and when; at any other time the decider has its own answer. */
const BEGINS_RUN_IN: Partial<Record<ExperimentOrder['type'], readonly ExistingExperiment['status'][]>> = {
  StartExperiment: ['draft', 'scheduled', 'reopened'],
  ScheduleExperiment: ['draft', 'scheduled'],
  ReopenExperiment: ['concluded'],
  RerandomiseExperiment: ['running', 'paused'],
};

/** Commands on experiments, and what they look like now. */
@Injectable()
export class ExperimentsService {
  constructor(
    private readonly log: ExperimentLog,
    private readonly numbers: ExperimentNumbers,
    private readonly check: DesignCheck,
    private readonly prerequisites: PrerequisiteLock,
  ) {}

  /** @throws Problem when the experiment cannot be created */
  create(who: Principal, { design, variants, idempotencyKey }: NewExperiment): Promise<ExperimentView> {
    const once = idempotencyKey === undefined ? {} : { idempotencyKey };
    return available(() =>
      this.alone(who, design, async () => {
        refuse(await this.check.design(who.project, design), design.key);
        const number = await this.numbers.reserve(who.project, design.key);
        const order = { type: 'CreateExperiment', design: { ...design, number }, variants } as const;
        return view(await this.log.decide(who, { experiment: design.key, ...once }, order));
      }),
    );
  }

  /** A draft with the design and the variants of another experiment; its overrides and schedule stay behind. */
  clone(who: Principal, experiment: string, { key, name, ...once }: NewClone): Promise<ExperimentView> {
    return available(async () => {
      const { design, variants } = await this.find(who, experiment);
      const { number: _, ...copied } = design;
      const origin = { clonedFrom: design.key, origin: 'assigned' } as const;
      const clone = { ...copied, ...origin, key, name: name ?? `${design.name} (copy)`.slice(0, 200) };
      return this.create(who, { design: clone, variants, ...once });
    });
  }

  /**
   * @param given the order, or what makes it of the experiment's key
   * @throws Problem when the command is refused
   */
  execute(
    who: Principal,
    target: CommandTarget,
    given: ExperimentOrder | ((key: string) => ExperimentOrder),
  ): Promise<ExperimentView> {
    return available(async () => {
      const key = await this.keyOf(who, target.experiment);
      const order = typeof given === 'function' ? given(key) : given;
      return this.alone(who, order.type === 'EditExperiment' ? order.changes : {}, async () => {
        refuse(await this.refusalOf(who.project, key, order), key);
        return view(await this.log.decide(who, { ...target, experiment: key }, order));
      });
    });
  }

  get(who: Principal, experiment: string): Promise<ExperimentView> {
    return available(async () => view(await this.find(who, experiment)));
  }

  checklist(who: Principal, experiment: string): Promise<ChecklistView> {
    return available(async () => {
      const found = await this.find(who, experiment);
      return {
        isGate: found.design.requireChecklist ?? false,
        items: checklistOf(found, this.log.now()),
      };
    });
  }

  /** The experiment that a caller means. */
  async find(who: Principal, experiment: string): Promise<ExistingExperiment> {
    const state = await this.log.load(who.project, await this.keyOf(who, experiment));
    if (state === undefined) throw experimentProblem({ code: 'EXPERIMENT_NOT_FOUND' }, experiment);
    return state;
  }

  private keyOf({ project }: Principal, experiment: string): Promise<string> {
    if (!KEY.test(experiment)) throw experimentProblem({ code: 'EXPERIMENT_NOT_FOUND' }, experiment);
    return this.numbers.resolve(project, experiment);
  }

  /** Whoever asks for other flags is looked at while nobody else does. */
  private alone<Value>(
    { project }: Principal,
    { prerequisites }: { readonly prerequisites?: readonly unknown[] | null },
    work: () => Promise<Value>,
  ): Promise<Value> {
    return prerequisites?.length ? this.prerequisites.hold(project, work) : work();
  }

  /** What is wrong with what the order refers to; everything else is for the decider. */
  private async refusalOf(
    project: string,
    key: string,
    order: ExperimentOrder,
  ): Promise<ExperimentRefusal | undefined> {
    if (order.type === 'SetOverride') return this.check.override(project, order.override);
    const begins = BEGINS_RUN_IN[order.type];
    if (order.type !== 'EditExperiment' && begins === undefined) return undefined;
    const state = await this.log.load(project, key);
    if (state === undefined) return undefined;
    if (order.type === 'EditExperiment')
      return this.check.design(project, editedDesign(state.design, order.changes));
    return begins?.includes(state.status) === true ? this.check.start(project, state) : undefined;
  }
}

const view = (state: ExistingExperiment): ExperimentView => experimentView(state, starvationWarnings(state));

function refuse(refusal: ExperimentRefusal | undefined, experiment: string): void {
  if (refusal !== undefined) throw experimentProblem(refusal, experiment);
}
