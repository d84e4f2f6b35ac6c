import type { ApiClient } from '../api/api-client.js';
import { connect } from '../connection/connect.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { EXIT } from '../errors/cli-error.js';
import { RebuildHaltedError } from '../errors/rebuild-halted.error.js';
import { count } from '../terminal/numbers.js';
import { startProgress } from '../terminal/progress.js';
import { table } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import type { ChosenModels } from './chosen-models.js';
import { chosenProjections, chosenServices } from './chosen-models.js';
import type { ModelHash, ProjectionStatus, RebuildProgress } from './projection-status.js';
import { rebuildPath, servicePath } from './projection-status.js';

/** `moved-on`: more of the log was applied meanwhile, so that the two hashes cannot be compared. */
type Verdict = 'identical' | 'different' | 'moved-on';

interface Compared {
  readonly projection: string;
  readonly before: ModelHash | undefined;
  readonly after: ModelHash | undefined;
  readonly verdict: Verdict;
}

interface Rebuilt extends Compared {
  readonly service: string;
}

const POLL_MS = 200;

export interface RebuildOptions extends ConnectionOptions {
  /** Joins a rebuild that is under way instead of being refused. */
  readonly follow?: boolean;
  /** Every service. */
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Rebuilds read models from the log beside the old ones, swaps them in, and compares their hashes. */
export async function rebuildCommand(
  terminal: Terminal,
  chosen: ChosenModels,
  options: RebuildOptions,
): Promise<number> {
  const services = chosenServices(chosen);
  const api = await connect(terminal, options);
  const rebuilt: Rebuilt[] = [];
  for (const service of services) {
    const before = await hashes(api, service);
    const names = chosenProjections(service, [...before.keys()], chosen.projection);
    for (const name of names)
      await rebuild(api, terminal, { service, name, follow: options.follow === true });
    const after = await hashes(api, service);
    rebuilt.push(...names.map((name) => ({ service, ...compared(name, before.get(name), after.get(name)) })));
  }
  terminal.print(
    options.json === true ? JSON.stringify({ service: chosen.service, rebuilt }, null, 2) : render(rebuilt),
  );
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
      if (progress.halted !== undefined) throw new RebuildHaltedError(name, progress.halted);
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

function compared(projection: string, before: ModelHash | undefined, after: ModelHash | undefined): Compared {
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
    ['service', 'projection', 'rows', 'SHA-256 of the read model', 'against before'],
    rebuilt.map(({ service, projection, after, verdict }) => [
      service,
      projection,
      after === undefined ? '–' : count(after.rows),
      after?.hash ?? '–',
      MEANING[verdict],
    ]),
  );
