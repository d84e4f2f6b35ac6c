import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  HoldoutDefinition,
  ListSegment,
  RolloutDefinition,
  RuleSegment,
  Segment,
} from '@assay/bucketing';
import { MemberSet } from '@assay/bucketing';
import { replaceFile } from '../../files/replace-file.js';
import type { ListSource } from '../../segment/members/segment-contents.js';
import type { NumberedExperiment, ProjectRelease, ProjectRollout } from './config-table.js';
import { ConfigTable } from './config-table.js';
import type { ProjectConfig } from './project-config.js';

const FORMAT = 2;
const FILE = 'assignment-config.json';

type StoredRollout = Omit<RolloutDefinition, 'allow' | 'deny'> & {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
};

interface StoredList {
  readonly project: string;
  readonly segment: Omit<ListSegment, 'members'>;
}

interface StoredConfig {
  readonly format: number;
  readonly experiments: readonly NumberedExperiment[];
  readonly rollouts: readonly { readonly project: string; readonly definition: StoredRollout }[];
  readonly releases?: readonly ProjectRelease[];
  readonly holdouts: readonly { readonly project: string; readonly definition: HoldoutDefinition }[];
  readonly segments: readonly { readonly project: string; readonly segment: RuleSegment }[];
  /** Projects whose units were linked. */
  readonly linked?: readonly string[];
  /** Their members are fetched by the hash: they are as large as everything else together. */
  readonly lists?: readonly StoredList[];
}

const stored = ({ project, definition }: ProjectRollout): StoredConfig['rollouts'][number] => ({
  project,
  definition: { ...definition, allow: [...definition.allow], deny: [...definition.deny] },
});

function tableOf({ experiments, rollouts, releases = [], holdouts, linked = [] }: StoredConfig): ConfigTable {
  const table = new ConfigTable();
  for (const experiment of experiments) table.setExperiment(experiment);
  for (const { project, definition } of rollouts) {
    const lists = { allow: new Set(definition.allow), deny: new Set(definition.deny) };
    table.setRollout({ project, definition: { ...definition, ...lists } });
  }
  for (const release of releases) table.setRelease(release);
  for (const { project, definition } of holdouts) table.setHoldout(project, definition.key, definition);
  for (const project of linked) table.setLinked(project);
  return table;
}

const rulesOf = (config: ProjectConfig): readonly RuleSegment[] =>
  config.allSegments().filter((segment) => segment.kind === 'rule');

const listsOf = (project: string, config: ProjectConfig): readonly StoredList[] =>
  config.allSegments().flatMap((segment) => {
    if (segment.kind !== 'list') return [];
    const { members: _, ...head } = segment;
    return [{ project, segment: head }];
  });

/** The last good definitions on disk: with them a process can serve while the log is away. */
export class ConfigCopy {
  private readonly file: string;
  private saving: Promise<void> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly lists?: ListSource,
  ) {
    this.file = join(folder, FILE);
  }

  /** Undefined when there is none, or none that this version can read. */
  async load(): Promise<ConfigTable | undefined> {
    try {
      const config = JSON.parse(await readFile(this.file, 'utf8')) as StoredConfig;
      if (config.format !== FORMAT) return undefined;
      const table = tableOf(config);
      for (const [project, segments] of await this.segmentsIn(config)) table.setSegments(project, segments);
      return table;
    } catch {
      return undefined;
    }
  }

  private async segmentsIn({ segments, lists = [] }: StoredConfig): Promise<Map<string, Segment[]>> {
    const byProject = new Map<string, Segment[]>();
    const read = await Promise.all(lists.map((list) => this.withMembers(list)));
    for (const { project, segment } of [...segments, ...read.filter((list) => list !== undefined)])
      byProject.set(project, [...(byProject.get(project) ?? []), segment]);
    return byProject;
  }

  /** Whoever depends on a list that cannot be had is served by what else is known of the unit. */
  private async withMembers({ project, segment }: StoredList) {
    const bytes = await this.lists?.bytesOf(project, segment.hash).catch(() => undefined);
    return bytes && { project, segment: { ...segment, members: MemberSet.fromBytes(bytes) } };
  }

  /** One after the other: the last one that was asked for is the one that stays. */
  save(table: ConfigTable): Promise<void> {
    const saved = this.saving.then(() => this.write(table));
    this.saving = saved.catch(() => undefined);
    return saved;
  }

  private async write(table: ConfigTable): Promise<void> {
    const config: StoredConfig = {
      format: FORMAT,
      experiments: table.experiments(),
      rollouts: table.rollouts().map(stored),
      releases: table.releases(),
      holdouts: [...table.entries()].flatMap(([project, config]) =>
        config.allHoldouts().map((definition) => ({ project, definition })),
      ),
      segments: [...table.entries()].flatMap(([project, config]) =>
        rulesOf(config).map((segment) => ({ project, segment })),
      ),
      linked: table.linked(),
      lists: [...table.entries()].flatMap(([project, config]) => listsOf(project, config)),
    };
    await mkdir(this.folder, { recursive: true });
    await replaceFile(this.file, JSON.stringify(config));
  }
}
