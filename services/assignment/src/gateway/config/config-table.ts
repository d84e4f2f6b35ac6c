import type {
  ExperimentDefinition,
  HoldoutDefinition,
  ReleaseDefinition,
  RolloutDefinition,
  Segment,
} from '@assay/bucketing';
import { ProjectConfig } from './project-config.js';

export interface NumberedExperiment {
  readonly project: string;
  readonly number: number;
  readonly definition: ExperimentDefinition;
}

export interface ProjectRollout {
  readonly project: string;
  readonly definition: RolloutDefinition;
}

export interface ProjectRelease {
  readonly project: string;
  readonly definition: ReleaseDefinition;
}

/** Told of a project whose definitions have changed. */
export type ConfigListener = (project: string) => void;

const NO_CONFIG = new ProjectConfig();

/** The definitions of all projects. */
export class ConfigTable {
  private readonly projects = new Map<string, ProjectConfig>();
  private readonly listeners = new Set<ConfigListener>();

  /** What a project has; nothing for one that nobody has heard of. */
  of(project: string): ProjectConfig {
    return this.projects.get(project) ?? NO_CONFIG;
  }

  listen(listener: ConfigListener): void {
    this.listeners.add(listener);
  }

  setExperiment({ project, number, definition }: NumberedExperiment): void {
    this.change(project, (config) => config.setExperiment(definition, number));
  }

  setRollout({ project, definition }: ProjectRollout): void {
    this.change(project, (config) => config.setRollout(definition));
  }

  setRelease({ project, definition }: ProjectRelease): void {
    this.change(project, (config) => config.setRelease(definition));
  }

  /** Without a definition nobody is held out any more. */
  setHoldout(project: string, key: string, definition: HoldoutDefinition | undefined): void {
    this.change(project, (config) => config.setHoldout(key, definition));
  }

  /** All that the project's definitions name, in place of what they named before. */
  setSegments(project: string, segments: readonly Segment[]): void {
    this.change(project, (config) => config.setSegments(segments));
  }

  /** Some unit of the project has turned out to be another one. */
  setLinked(project: string): void {
    if (!this.of(project).hasLinks) this.change(project, (config) => config.setLinked());
  }

  linked(): readonly string[] {
    return [...this.projects].flatMap(([project, config]) => (config.hasLinks ? [project] : []));
  }

  experiments(): readonly NumberedExperiment[] {
    return [...this.projects].flatMap(([project, config]) =>
      config.numbered().map((experiment) => ({ project, ...experiment })),
    );
  }

  rollouts(): readonly ProjectRollout[] {
    return [...this.projects].flatMap(([project, config]) =>
      config.allRollouts().map((definition) => ({ project, definition })),
    );
  }

  releases(): readonly ProjectRelease[] {
    return [...this.projects].flatMap(([project, config]) =>
      config.allReleases().map((definition) => ({ project, definition })),
    );
  }

  entries(): Iterable<readonly [project: string, config: ProjectConfig]> {
    return this.projects;
  }

  private change(project: string, work: (config: ProjectConfig) => void): void {
    const config = this.projects.get(project) ?? new ProjectConfig();
    this.projects.set(project, config);
    const before = config.tag;
    work(config);
    if (config.tag === before) return;
    for (const listener of this.listeners) listener(project);
  }
}
