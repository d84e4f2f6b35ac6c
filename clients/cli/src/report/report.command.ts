import { ApiClient } from '../api/api-client.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { findConnection } from '../connection/find-connection.js';
import { EXIT } from '../errors/cli-error.js';
import { reportPath } from '../import/await-report.js';
import type { Terminal } from '../terminal/terminal.js';
import { renderReport } from './render-report.js';
import type { Report } from './report.js';

/** Prints the report of an experiment. */
export async function reportCommand(
  terminal: Terminal,
  experiment: string,
  options: ConnectionOptions & { readonly json?: boolean },
): Promise<number> {
  const api = new ApiClient(await findConnection(terminal, options));
  const report = (await api.get(reportPath(experiment))) as Report;
  terminal.print(options.json === true ? JSON.stringify(report, null, 2) : renderReport(report));
  return EXIT.done;
}
