import { ApiClient } from '../../api/api-client.js';
import type { ConnectionOptions } from '../../connection/connection-options.js';
import { findConnection } from '../../connection/find-connection.js';
import { EXIT } from '../../errors/cli-error.js';
import { UsageError } from '../../errors/usage.error.js';
import { requireService, servicePath } from '../../operations/projection-status.js';
import { count } from '../../terminal/numbers.js';
import { table } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import type { Followed } from '../follow-lines.js';
import { followLines } from '../follow-lines.js';
import { renderFindings } from '../render-findings.js';
import { projectionsOf } from '../verify/checks.js';

export interface ReplayOptions extends ConnectionOptions {
  readonly keep?: boolean;
  readonly json?: boolean;
}

interface Replayed extends Followed {
  readonly projection: string;
}

/** Replays read models from the log beside the live ones, and lists the rows in which they differ. */
export async function replayCommand(
  terminal: Terminal,
  { service, projection }: { readonly service: string; readonly projection: string | undefined },
  options: ReplayOptions,
): Promise<number> {
  requireService(service);
  const api = new ApiClient(await findConnection(terminal, options));
  const all = await projectionsOf(api, service);
  const names = all.filter((name) => projection === undefined || name === projection);
  if (names.length === 0)
    throw new UsageError(`${service} has no projection ${projection ?? ''}; it has ${all.join(', ')}`);
  const replayed: Replayed[] = [];
  for (const name of names) {
    const path = `${servicePath(service)}/projections/${encodeURIComponent(name)}/replay${options.keep === true ? '?keep=true' : ''}`;
    const followed = await followLines(terminal, api, { path, title: `Replaying ${name}`, unit: 'events' });
    replayed.push({ projection: name, ...followed });
  }
  terminal.print(options.json === true ? asJson(service, replayed) : render(replayed));
  return replayed.some(({ findings }) => findings.length > 0) ? EXIT.differs : EXIT.done;
}

const asJson = (service: string, replayed: readonly Replayed[]): string =>
  JSON.stringify(
    {
      service,
      replayed: replayed.map(({ projection, done, findings }) => ({
        projection,
        rows: done.checked,
        differences: findings,
      })),
    },
    null,
    2,
  );

function render(replayed: readonly Replayed[]): string {
  const rows = replayed.map(({ projection, done, findings }) => [
    projection,
    count(done.checked),
    findings.length === 0 ? 'identical' : `${count(findings.length)} DIFFERENCES`,
  ]);
  const found = replayed.flatMap(({ findings }) => findings);
  return [
    table(['projection', 'rows', 'replayed against live'], rows),
    ...(found.length === 0 ? [] : [renderFindings(found)]),
  ].join('\n');
}
