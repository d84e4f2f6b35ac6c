import type { DefinitionProblem, RequiredFlag } from '@assay/bucketing';
import { checkHashing, checkPrerequisites, checkTargeting, requiredFlag, segmentsOf } from '@assay/bucketing';
import type { TargetingRule } from '@assay/bucketing';
import type { MetricSpec } from '@assay/contracts';
import { metricProblem } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import { ConfigStore } from '../gateway/config/config-store.js';
import { DefinitionStreams } from '../references/definition-streams.js';
import { ExperimentLog } from './experiment-log.js';
import type { ExperimentRefusal } from './experiment-refusal.js';
import type { ExistingExperiment, ExperimentDesign, Override } from './experiment-state.js';

type Design = Omit<ExperimentDesign, 'number'>;
type Refusal = ExperimentRefusal | undefined;

/** Far more than prerequisites may be; a longer walk is refused for its length. */
const MOST_FLAGS = 200;

const invalid = (problems: readonly DefinitionProblem[]): Refusal =>
  problems.length === 0 ? undefined : { code: 'DEFINITION_INVALID', problems };

function metricsProblem({ primaryMetric, secondaryMetrics, guardrails = [] }: Design): Refusal {
  const named: readonly (readonly [string, MetricSpec])[] = [
    ...(primaryMetric === null ? [] : [['primaryMetric', primaryMetric] as const]),
    ...secondaryMetrics.map((metric, index) => [`secondaryMetrics[${String(index)}]`, metric] as const),
    ...guardrails.flatMap((guardrail, index) =>
      guardrail.kind === 'metric' ? [[`guardrails[${String(index)}].metric`, guardrail.metric] as const] : [],
    ),
  ];
  for (const [path, metric] of named) {
    const problem = metricProblem(metric);
    if (problem === undefined) continue;
    const { value, detail } = problem;
    return { code: 'METRIC_INVALID', path: `${path}.${problem.path}`, value, detail };
  }
  return undefined;
}

/** Looks at what an experiment refers to, before the experiment says so. */
@Injectable()
export class DesignCheck {
  constructor(
    private readonly streams: DefinitionStreams,
    private readonly log: ExperimentLog,
    private readonly config: ConfigStore,
  ) {}

  /** What is wrong with a design, or undefined. */
  async design(project: string, design: Design): Promise<Refusal> {
    return (
      metricsProblem(design) ??
      invalid(design.hashing === undefined ? [] : checkHashing(design.hashing)) ??
      (await this.rule(project, design.targeting, 'targeting')) ??
      (await this.layer(project, design)) ??
      (await this.holdouts(project, design)) ??
      (await this.prerequisites(project, design))
    );
  }

  /** What keeps it from starting: a layer that gives it nothing. */
  async start(project: string, { design }: ExistingExperiment): Promise<Refusal> {
    if (design.layer === undefined) return undefined;
    const layer = await this.streams.layer(project, design.layer);
    const hasSlot = layer.status === 'existing' && Object.hasOwn(layer.slots, design.key);
    return hasSlot ? undefined : { code: 'LAYER_SLOT_MISSING', layer: design.layer };
  }

  override(project: string, { when }: Override): Promise<Refusal> {
    return this.rule(project, when, 'when');
  }

  private async rule(project: string, rule: unknown, path: string): Promise<Refusal> {
    if (rule === undefined) return undefined;
    const problem = invalid(checkTargeting(rule, path));
    if (problem !== undefined) return problem;
    for (const { segment } of segmentsOf(rule as TargetingRule)) {
      const found = await this.streams.segment(project, segment);
      if (found.status === 'absent') return { code: 'SEGMENT_UNKNOWN', path, segment };
    }
    return undefined;
  }

  private async layer(project: string, { layer }: Design): Promise<Refusal> {
    if (layer === undefined) return undefined;
    const found = await this.streams.layer(project, layer);
    return found.status === 'absent' ? { code: 'LAYER_UNKNOWN', layer } : undefined;
  }

  private async holdouts(project: string, { holdouts = [] }: Design): Promise<Refusal> {
    for (const [index, holdout] of holdouts.entries()) {
      const path = `holdouts[${String(index)}]`;
      const found = await this.streams.holdout(project, holdout);
      if (found.status !== 'active') return { code: 'HOLDOUT_UNKNOWN', path, holdout };
      if (found.scope === 'global') return { code: 'HOLDOUT_IS_GLOBAL', path, holdout };
    }
    return undefined;
  }

  private async prerequisites(project: string, { key, prerequisites = [] }: Design): Promise<Refusal> {
    if (prerequisites.length === 0) return undefined;
    const flags = new Map<string, RequiredFlag>([[key, { variants: [], prerequisites }]]);
    const waiting = prerequisites.map(({ flag }) => flag);
    for (let flag = waiting.pop(); flag !== undefined && flags.size < MOST_FLAGS; flag = waiting.pop()) {
      const found = flags.has(flag) ? undefined : await this.flag(project, flag);
      if (found === undefined) continue;
      flags.set(flag, found);
      waiting.push(...found.prerequisites.map((required) => required.flag));
    }
    return invalid(checkPrerequisites(key, prerequisites, (flag) => flags.get(flag)));
  }

  /** An experiment from its own stream; rollouts and releases, which another service owns, from what is served. */
  private async flag(project: string, key: string): Promise<RequiredFlag | undefined> {
    const experiment = await this.log.load(project, key);
    if (experiment !== undefined) {
      const { design, variants } = experiment;
      return { variants: variants.map((variant) => variant.key), prerequisites: design.prerequisites ?? [] };
    }
    const served = this.config.source === 'nothing' ? undefined : this.config.table.of(project).flag(key);
    return served?.kind === 'experiment' ? undefined : requiredFlag(served);
  }
}
