import type { ApiClient } from '../../api/api-client.js';
import { connect } from '../../connection/connect.js';
import type { ConnectionOptions } from '../../connection/connection-options.js';
import { EXIT } from '../../errors/cli-error.js';
import { count } from '../../terminal/numbers.js';
import { table } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';

/** A topic, as the service shows it. */
export interface Topic {
  readonly name: string;
  readonly kind: string;
  readonly writer: string;
  readonly keyedBy: string;
  readonly messages: number;
  readonly deadLetters: number;
  readonly partitions: readonly {
    readonly partition: number;
    readonly earliest: number;
    readonly end: number;
  }[];
}

export const TOPICS_PATH = '/api/v1/admin/services/event-ingest/topics';

export async function topicsOf(api: ApiClient): Promise<readonly Topic[]> {
  return ((await api.get(TOPICS_PATH)) as { readonly items: readonly Topic[] }).items;
}

/** Shows the topics of the log, who writes them and how much is in them. */
export async function topicsCommand(
  terminal: Terminal,
  options: ConnectionOptions & { readonly json?: boolean },
): Promise<number> {
  const topics = await topicsOf(await connect(terminal, options));
  terminal.print(
    options.json === true
      ? JSON.stringify(topics, null, 2)
      : table(
          ['topic', 'kind', 'written by', 'keyed by', 'partitions', 'messages', 'dead letters'],
          topics.map(({ name, kind, writer, keyedBy, partitions, messages, deadLetters }) => [
            ...[name, kind, writer, keyedBy, String(partitions.length), count(messages), count(deadLetters)],
          ]),
        ),
  );
  return EXIT.done;
}
