import type { Answer } from '../api/api-client.js';
import type { ApiClient } from '../api/api-client.js';
import { connect } from '../connection/connect.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { EXIT } from '../errors/cli-error.js';
import type { Terminal } from '../terminal/terminal.js';

/** A report over HTTP, and how it is shown. */
export interface ProductReport {
  readonly path: string;
  /** Parameters of the address; those that are undefined are left out. */
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly render: (report: never) => string;
}

export type ProductOptions = ConnectionOptions & { readonly json?: boolean; readonly csv?: boolean };

/** Prints a report as a table, as JSON with everything in it, or as CSV with all its pages. */
export async function productCommand(
  terminal: Terminal,
  { path, query, render }: ProductReport,
  options: ProductOptions,
): Promise<number> {
  const api = await connect(terminal, options);
  const given = { ...query, ...(options.csv === true ? { format: 'csv' } : {}) };
  const parameters = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  const address = `/api/v1/reports/${path}?${new URLSearchParams(parameters).toString()}`;
  if (options.csv === true) terminal.print(await allPages(api, address));
  else {
    const { body } = await api.answer(address);
    terminal.print(options.json === true ? JSON.stringify(body, null, 2) : render(body as never));
  }
  return EXIT.done;
}

/** The rows of all pages under one heading. */
async function allPages(api: ApiClient, address: string): Promise<string> {
  let text = '';
  for (let next: string | undefined = address; next !== undefined;) {
    const answer: Answer = await api.answer(next);
    text += text === '' ? answer.text : answer.text.slice(answer.text.indexOf('\n') + 1);
    next = answer.next;
  }
  return text.trimEnd();
}
