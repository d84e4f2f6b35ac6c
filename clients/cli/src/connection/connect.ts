import { ApiClient } from '../api/api-client.js';
import type { Terminal } from '../terminal/terminal.js';
import type { ConnectionOptions } from './connection-options.js';
import { findConnection } from './find-connection.js';

/**
 * The API of the Assay that the options, the environment or this machine name.
 * @throws UsageError where none is found
 */
export const connect = async (terminal: Terminal, options: ConnectionOptions): Promise<ApiClient> =>
  new ApiClient(await findConnection(terminal, options));
