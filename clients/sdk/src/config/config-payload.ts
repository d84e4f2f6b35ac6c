import type {
  ExperimentDefinition,
  FlagDefinition,
  HoldoutDefinition,
  ReleaseDefinition,
  RolloutDefinition,
  RuleSegment,
} from '@assay/bucketing/core';
import { AssayError } from '../http/assay-error.js';

/** Whether a client that has the definition can answer itself. */
interface Placed {
  readonly evaluation?: 'local' | 'remote';
}

type StoredRollout = Omit<RolloutDefinition, 'allow' | 'deny'> & {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
};
export type StoredFlag = (ExperimentDefinition | StoredRollout | ReleaseDefinition) & Placed;

/** The compiled definitions of a project, as the gateway sends them. */
export interface ConfigPayload {
  readonly format: number;
  /** Stands for these definitions, and no others. */
  readonly tag: string;
  readonly flags: readonly StoredFlag[];
  readonly holdouts: readonly HoldoutDefinition[];
  /** Units have turned out to be others: what they were given before only the gateway knows. */
  readonly links?: boolean;
  /** Those that are rules. Lists of members are not sent: flags that need one are asked for at the gateway. */
  readonly segments?: readonly RuleSegment[];
}

const FORMAT = 1;

/** @throws AssayError `CONFIG_UNREADABLE` for what is no configuration, or one of a newer format */
export function readConfig(text: string): ConfigPayload {
  const payload = parsed(text);
  const { format, tag, flags, holdouts } = payload;
  if (format === FORMAT && typeof tag === 'string' && Array.isArray(flags) && Array.isArray(holdouts))
    return payload as ConfigPayload;
  const message = `no configuration of format ${String(FORMAT)}: ${text.slice(0, 100)}`;
  throw new AssayError('CONFIG_UNREADABLE', message, { format });
}

function parsed(text: string): Partial<ConfigPayload> {
  try {
    return (JSON.parse(text) as Partial<ConfigPayload> | null) ?? {};
  } catch {
    return {};
  }
}

export const definitionOf = (flag: StoredFlag): FlagDefinition =>
  flag.kind === 'rollout' ? { ...flag, allow: new Set(flag.allow), deny: new Set(flag.deny) } : flag;
