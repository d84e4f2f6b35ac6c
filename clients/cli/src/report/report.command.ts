import { connect } from '../connection/connect.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { EXIT } from '../errors/cli-error.js';
import { UsageError } from '../errors/usage.error.js';
import { reportPath } from '../import/await-report.js';
import type { Terminal } from '../terminal/terminal.js';
import { renderView } from './render-view.js';
import { viewPath } from './report-view.js';

export interface ReportOptions extends ConnectionOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly html?: boolean;
}

/** Prints a view of an experiment as a table, as JSON with everything in it, as CSV or as a page. */
export async function reportCommand(
  terminal: Terminal,
  { key, view }: { readonly key: string; readonly view: string },
  options: ReportOptions,
): Promise<number> {
  const format = formatOf(options);
  const api = await connect(terminal, options);
  const asked = format === 'csv' || format === 'html' ? { ...options, format } : options;
  const { body, text } = await api.answer(viewPath(reportPath(key), view, { ...asked }));
  if (format === 'csv' || format === 'html') terminal.print(text.trimEnd());
  else terminal.print(format === 'json' ? JSON.stringify(body, null, 2) : renderView(view, body));
  return EXIT.done;
}

type Format = 'text' | 'json' | 'csv' | 'html';

/** @throws UsageError when several forms are asked for */
function formatOf({ json = false, csv = false, html = false }: ReportOptions): Format {
  const given: Readonly<Record<Exclude<Format, 'text'>, boolean>> = { json, csv, html };
  const asked = (['json', 'csv', 'html'] as const).filter((form) => given[form]);
  if (asked.length > 1) throw new UsageError(`name one of --${asked.join(', --')}`);
  return asked[0] ?? 'text';
}
