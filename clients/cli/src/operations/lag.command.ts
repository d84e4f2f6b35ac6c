import type { ApiClient } from '../api/api-client.js';
import { connect } from '../connection/connect.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { EXIT } from '../errors/cli-error.js';
import { count } from '../terminal/numbers.js';
import { table } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import type { ProjectionLag } from './projection-status.js';
import { requireService, servicePath, SERVICES } from './projection-status.js';

interface ServiceLag {
  readonly service: string;
  readonly projections: readonly ProjectionLag[];
}

/** Shows how far the read models are behind the log. */
export async function lagCommand(
  terminal: Terminal,
  service: string | undefined,
  options: ConnectionOptions & { readonly json?: boolean },
): Promise<number> {
  if (service !== undefined) requireService(service);
  const api = await connect(terminal, options);
  const lags =
    service === undefined
      ? await allLags(api)
      : [(await api.get(`${servicePath(service)}/lag`)) as ServiceLag];
  terminal.print(options.json === true ? JSON.stringify(lags, null, 2) : render(lags));
  return EXIT.done;
}

/** A service without read models has no lag to show. */
async function allLags(api: ApiClient): Promise<readonly ServiceLag[]> {
  const found = await Promise.all(SERVICES.map((service) => api.find(`${servicePath(service)}/lag`)));
  return found.filter((lag) => lag !== undefined) as ServiceLag[];
}

const render = (lags: readonly ServiceLag[]): string =>
  table(
    ['service', 'projection', 'events behind', 'complete to', 'state'],
    lags.flatMap(({ service, projections }) =>
      projections.map(({ name, lag, completeTo, running, lastError }) => [
        service,
        name,
        count(lag),
        completeTo ?? '–',
        stateOf(running, lastError),
      ]),
    ),
  );

const stateOf = (running = true, lastError?: string): string =>
  `${running ? 'running' : 'not running'}${lastError === undefined ? '' : `; last error: ${lastError}`}`;
