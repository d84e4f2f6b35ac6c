import type { DoneLine, ProgressLine } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { ApiClient } from '../../api/api-client.js';
import { linesToTheEnd } from '../../api/lines-to-the-end.js';
import type { RecordLine } from '../log/export-lines.js';
import { attributesOf } from '../log/export-lines.js';
import { TOPICS_PATH } from '../log/topics.command.js';

/** Something that happened to a unit, as the log has it. */
export interface UnitStep {
  readonly time: string;
  readonly type: string;
  readonly what: string;
  readonly id: string;
  /** `topic[partition]:offset` */
  readonly place: string;
  readonly data: unknown;
  /** In clear; or `erased`, `altered`. */
  readonly attributes?: unknown;
}

const OF_UNITS = [TOPICS.assignments, TOPICS.identities, TOPICS.interactions].map(({ name }) => name);
/** What says the most comes first; the rest is in the data. */
const SAID = [
  ...['experiment', 'flag', 'name', 'run', 'phase', 'variant', 'reason', 'bucket', 'propensity'],
  ...['revision', 'success', 'value', 'user', 'anonymous'],
];

const isPlain = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

function stepOf(line: RecordLine): UnitStep {
  const { headers, data, topic, partition, offset, appendedAt } = line;
  const attributes = attributesOf(line);
  const facts = (data ?? {}) as Readonly<Record<string, unknown>>;
  const said = SAID.filter((name) => isPlain(facts[name])).map((name) => `${name} ${String(facts[name])}`);
  return {
    time: headers['ce_time'] ?? appendedAt,
    type: headers['ce_type'] ?? 'unreadable',
    what: [...said, ...(typeof attributes === 'string' ? [`attributes ${attributes}`] : [])].join(', '),
    id: headers['ce_id'] ?? '',
    place: `${topic}[${String(partition)}]:${String(offset)}`,
    data,
    ...(attributes === undefined ? {} : { attributes }),
  };
}

/**
 * Everything the log has of a unit, in order of time; a message that lies there twice is told once.
 * @throws IncompleteAnswerError when a topic could not be read to its end
 */
export async function unitSteps(
  api: ApiClient,
  unit: string,
  { experiment, since, until }: Readonly<Record<'experiment' | 'since' | 'until', string | undefined>>,
): Promise<readonly UnitStep[]> {
  const steps = new Map<string, UnitStep>();
  for (const topic of OF_UNITS) {
    const query = new URLSearchParams({ subject: unit, open: 'true' });
    if (since !== undefined) query.set('since', since);
    if (until !== undefined) query.set('until', until);
    const path = `${TOPICS_PATH}/${topic}/records?${query.toString()}`;
    for await (const line of linesToTheEnd<RecordLine | ProgressLine | DoneLine>(api, {
      path,
      work: topic,
    })) {
      if (line.line !== 'record') continue;
      const step = stepOf(line);
      if (concerns(step, experiment)) steps.set(step.id === '' ? step.place : `${topic} ${step.id}`, step);
    }
  }
  return [...steps.values()].sort((a, b) => a.time.localeCompare(b.time));
}

/** What names no experiment may concern any. */
function concerns({ data }: UnitStep, experiment: string | undefined): boolean {
  const named = (data as { readonly experiment?: string; readonly flag?: string } | undefined) ?? {};
  const of = named.experiment ?? named.flag;
  return experiment === undefined || of === undefined || of === experiment;
}
