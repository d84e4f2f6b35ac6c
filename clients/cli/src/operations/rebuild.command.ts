import type { Finding } from '@assay/contracts';
import type { ApiClient } from '../api/api-client.js';
import { connect } from '../connection/connect.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { RebuildHaltedError } from '../errors/rebuild-halted.error.js';
import { startProgress } from '../terminal/progress.js';
import type { Terminal } from '../terminal/terminal.js';
import type { ChosenModels } from './chosen-models.js';
import { chosenProjections, chosenServices } from './chosen-models.js';
import type { ModelHash, ProjectionStatus, RebuildProgress } from './projection-status.js';
import { rebuildPath, servicePath } from './projection-status.js';
import type { Rebuilt } from './rebuilt.js';
import { exitCodeOf, renderRebuilt, verdictOf } from './rebuilt.js';

const POLL_MS = 200;

export interface RebuildOptions extends ConnectionOptions {
  /** Joins a rebuild that is under way instead of being refused. */
  readonly follow?: boolean;
  /** Swaps in what differs from the live model. */
  readonly acceptDifference?: boolean;
  /** Every service. */
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Rebuilds read models from the log beside the old ones, and says of each whether it was equal and took over. */
export async function rebuildCommand(
  terminal: Terminal,
  chosen: ChosenModels,
  options: RebuildOptions,
): Promise<number> {
  const services = chosenServices(chosen);
  const api = await connect(terminal, options);
  const rebuilt: Rebuilt[] = [];
  for (const service of services) {
    const all = (await models(api, service)).map(({ name }) => name);
    const ended: Omit<Rebuilt, 'after'>[] = [];
    for (const projection of chosenProjections(service, all, chosen.projection))
      ended.push(await rebuild(api, terminal, { service, projection, options }));
    const after = await hashes(api, service);
    rebuilt.push(...ended.map((one) => ({ ...one, after: after.get(one.projection) })));
  }
  terminal.print(
    options.json === true
      ? JSON.stringify({ service: chosen.service, rebuilt }, null, 2)
      : renderRebuilt(rebuilt),
  );
  return exitCodeOf(rebuilt);
}

async function models(
  api: ApiClient,
  service: string,
  query = '',
): Promise<readonly (ProjectionStatus & { readonly hash?: ModelHash })[]> {
  const body = (await api.get(`${servicePath(service)}/projections${query}`)) as {
    readonly projections: readonly ProjectionStatus[];
  };
  return body.projections;
}

async function hashes(api: ApiClient, service: string): Promise<ReadonlyMap<string, ModelHash | undefined>> {
  return new Map((await models(api, service, '?hash=true')).map(({ name, hash }) => [name, hash]));
}

interface Asked {
  readonly service: string;
  readonly projection: string;
  readonly options: Pick<RebuildOptions, 'follow' | 'acceptDifference'>;
}

async function rebuild(
  api: ApiClient,
  terminal: Terminal,
  { service, projection, options }: Asked,
): Promise<Omit<Rebuilt, 'after'>> {
  const path = rebuildPath(service, projection);
  const begin = options.acceptDifference === true ? `${path}?acceptDifference=true` : path;
  let progress =
    (options.follow === true ? await underWay(api, path) : undefined) ??
    ((await api.post(begin)) as RebuildProgress);
  const view = startProgress(terminal, {
    title: `Rebuilding ${projection}`,
    total: progress.eventsTotal,
    unit: 'events',
  });
  try {
    while (progress.state === 'running') {
      await terminal.sleep(POLL_MS);
      progress = (await api.get(path)) as RebuildProgress;
      view.advance(progress.eventsDone);
      if (progress.halted !== undefined) throw new RebuildHaltedError(projection, progress.halted);
    }
  } finally {
    view.finish();
  }
  const findings = (progress.found ?? 0) > 0 ? await findingsAt(api, path) : [];
  return { service, projection, verdict: verdictOf(progress, findings), findings };
}

async function findingsAt(api: ApiClient, path: string): Promise<readonly Finding[]> {
  return ((await api.get(`${path}/findings`)) as { readonly findings: readonly Finding[] }).findings;
}

/** A rebuild that somebody began: it goes on by itself, in whichever process there is. */
async function underWay(api: ApiClient, path: string): Promise<RebuildProgress | undefined> {
  const progress = (await api.find(path)) as RebuildProgress | undefined;
  return progress?.state === 'running' ? progress : undefined;
}
