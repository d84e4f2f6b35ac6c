import type { ApiClient } from '../api/api-client.js';
import { followLines } from '../audit/follow-lines.js';
import { renderFindings } from '../audit/render-findings.js';
import type { Finding } from '@assay/contracts';
import { connect } from '../connection/connect.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { EXIT } from '../errors/cli-error.js';
import { requireService, servicePath, SERVICES } from '../operations/projection-status.js';
import { countOf } from '../terminal/numbers.js';
import { table } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import { standingOf } from './store-standing.js';

interface Restored {
  readonly service: string;
  /** Events that came into the store; null where it had all of them. */
  readonly events: number | null;
  readonly findings: readonly Finding[];
}

const POLL_MS = 200;

/** Brings event stores that are behind their log up to it, and says what came of it. */
export async function restoreCommand(
  terminal: Terminal,
  service: string | undefined,
  options: ConnectionOptions & { readonly json?: boolean },
): Promise<number> {
  if (service !== undefined) requireService(service);
  const api = await connect(terminal, options);
  const restored: Restored[] = [];
  for (const one of service === undefined ? SERVICES : [service])
    restored.push(await restoreService(terminal, api, one));
  terminal.print(options.json === true ? JSON.stringify({ restored }, null, 2) : renderRestored(restored));
  return EXIT.done;
}

export async function restoreService(terminal: Terminal, api: ApiClient, service: string): Promise<Restored> {
  let { state } = await standingOf(api, service);
  while (state === 'comparing') {
    await terminal.sleep(POLL_MS);
    ({ state } = await standingOf(api, service));
  }
  if (state === 'open') return { service, events: null, findings: [] };
  const { findings, done } = await followLines(terminal, api, {
    path: `${servicePath(service)}/store/restore`,
    method: 'POST',
    title: `Restoring ${service}`,
    unit: 'messages',
  });
  return { service, events: done.checked, findings };
}

export function renderRestored(restored: readonly Restored[]): string {
  const rows = restored.map(({ service, events }) => [
    service,
    events === null
      ? 'has all that the log has of it'
      : `${countOf(events, 'event')} brought in from the log`,
  ]);
  const found = restored.flatMap(({ findings }) => findings);
  return [
    table(['service', 'event store'], rows),
    ...(found.length === 0 ? [] : [renderFindings(found)]),
  ].join('\n');
}
