import { ApiClient } from '../api/api-client.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { findConnection } from '../connection/find-connection.js';
import { EXIT } from '../errors/cli-error.js';
import { UsageError } from '../errors/usage.error.js';
import { startProgress } from '../terminal/progress.js';
import { table } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import type { ModelHash, ProjectionStatus, RebuildProgress } from './projection-status.js';
import { rebuildPath, requireService, servicePath } from './projection-status.js';

/** `moved-on`: more of the log was applied meanwhile, so that the two hashes cannot be compared. */
type Verdict = 'identical' | 'different' | 'moved-on';

interface Rebuilt {
  readonly projection: string;
  readonly before: ModelHash | undefined;
  readonly after: ModelHash | undefined;
  readonly verdict: Verdict;
}

const POLL_MS = 200;

export interface RebuildOptions extends ConnectionOptions {
  /** Joins a rebuild that is under way instead of being refused. */
  readonly follow?: boolean;
  readonly json?: boolean;
}

/** Rebuilds read models from the log beside the old ones, swaps them in, and compares their hashes. */
export async function rebuildCommand(
  terminal: Terminal,
  { service, projection }: { readonly service: string; readonly projection: string | undefined },
  options: RebuildOptions,
): Promise<number> {
  requireService(service);
  const api = new ApiClient(await findConnection(terminal, options));
  const before = await hashes(api, service);
  const names = [...before.keys()].filter((name) => projection === undefined || name === projection);
  if (names.length === 0)
    throw new UsageError(
      `${service} has no projection ${projection ?? ''}; it has ${[...before.keys()].join(', ')}`,
    );
  for (const name of names) await rebuild(api, terminal, { service, name, follow: options.follow === true });
  const after = await hashes(api, service);
  const rebuilt = names.map((name) => compared(name, before.get(name), after.get(name)));
  terminal.print(options.json === true ? JSON.stringify({ service, rebuilt }, null, 2) : render(rebuilt));
  return rebuilt.some(({ verdict }) => verdict === 'different') ? EXIT.differs : EXIT.done;
}

async function hashes(api: ApiClient, service: string): Promise<ReadonlyMap<string, ModelHash | undefined>> {
  const body = (await api.get(`${servicePath(service)}/projections?hash=true`)) as {
    readonly projections: readonly ProjectionStatus[];
  };
  return new Map(body.projections.map(({ name, hash }) => [name, hash]));
}

async function rebuild(
  api: ApiClient,
  terminal: Terminal,
  { service, name, follow }: { readonly service: string; readonly name: string; readonly follow: boolean },
): Promise<void> {
  const path = rebuildPath(service, name);
  let progress =
    (follow ? await underWay(api, path) : undefined) ?? ((await api.post(path)) as RebuildProgress);
  const view = startProgress(terminal, {
    title: `Rebuilding ${name}`,
    total: progress.eventsTotal,
    unit: 'events',
  });
  try {
    while (progress.state === 'running') {
      await terminal.sleep(POLL_MS);
      progress = (await api.get(path)) as RebuildProgress;
      view.advance(progress.eventsDone);
    }
  } finally {
    view.finish();
  }
}

/** A rebuild that somebody began: it goes on by itself, in whichever process there is. */
async function underWay(api: ApiClient, path: string): Promise<RebuildProgress | undefined> {
  const progress = (await api.find(path)) as RebuildProgress | undefined;
  return progress?.state === 'running' ? progress : undefined;
}

function compared(projection: string, before: ModelHash | undefined, after: ModelHash | undefined): Rebuilt {
  const isSame = before?.hash === after?.hash;
  const isComparable = JSON.stringify(before?.positions) === JSON.stringify(after?.positions);
  const verdict = isSame ? 'identical' : isComparable ? 'different' : 'moved-on';
  return { projection, before, after, verdict };
}

const MEANING: Readonly<Record<Verdict, string>> = {
  identical: 'identical',
  different: 'DIFFERENT at the same positions',
  'moved-on': 'the log moved on meanwhile; to compare, run it while nothing is written',
};

const render = (rebuilt: readonly Rebuilt[]): string =>
  table(
    ['projection', 'rows', 'SHA-256 of the read model', 'against before'],
    rebuilt.map(({ projection, after, verdict }) => [
      projection,
      String(after?.rows ?? '–'),
      after?.hash ?? '–',
      MEANING[verdict],
    ]),
  );
