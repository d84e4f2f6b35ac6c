import type { FlagDefinition } from '@assay/bucketing';
import { remoteReasons } from '@assay/bucketing';
import { CONFIG_STREAM_URL } from '../stream/stream-urls.js';
import type { ProjectConfig } from './project-config.js';

const FORMAT = 1;

const plain = (_key: string, value: unknown): unknown => (value instanceof Set ? [...value] : value);

/** What is served, and what that refers to: an archived experiment may still be somebody's prerequisite. */
function flagsOf(config: ProjectConfig): readonly FlagDefinition[] {
  const found = new Map<string, FlagDefinition>();
  const add = (flag: FlagDefinition | undefined): void => {
    if (flag === undefined || found.has(flag.key)) return;
    found.set(flag.key, flag);
    const prerequisites = flag.kind === 'experiment' ? (flag.prerequisites ?? []) : [];
    for (const { flag: key } of prerequisites) add(config.flag(key));
  };
  for (const flag of config.flags()) add(flag);
  return [...found.values()];
}

/** What only the gateway can answer: it has the first assignments, and the members of segments. */
const isRemote = (flag: FlagDefinition, config: ProjectConfig): boolean =>
  remoteReasons(flag, config).length > 0;

/** The compiled definitions of a project as clients get them; lists of members stay here. */
export function configText(config: ProjectConfig): string {
  const flags = flagsOf(config).map((flag) => ({
    ...flag,
    evaluation: isRemote(flag, config) ? 'remote' : 'local',
  }));
  const flagsText = JSON.stringify(flags, plain);
  // Drafts name segments too.
  const segments = config
    .allSegments()
    .filter(({ kind, hash }) => kind === 'rule' && flagsText.includes(`"${hash}"`));
  const rest = {
    format: FORMAT,
    tag: config.tag,
    events: CONFIG_STREAM_URL,
    holdouts: config.allHoldouts(),
    segments,
    ...(config.hasLinks ? { links: true } : {}),
  };
  return `{"flags":${flagsText},${JSON.stringify(rest).slice(1)}`;
}
