import type { ArchivedLine } from '@assay/contracts';
import { followLines } from '../../audit/follow-lines.js';
import { renderFindings } from '../../audit/render-findings.js';
import { connect } from '../../connection/connect.js';
import type { ConnectionOptions } from '../../connection/connection-options.js';
import { EXIT } from '../../errors/cli-error.js';
import { bytes, countOf } from '../../terminal/numbers.js';
import type { Terminal } from '../../terminal/terminal.js';
import { ARCHIVE_PATH } from './archive-path.js';

export interface ArchiveRunOptions extends ConnectionOptions {
  /** Closes segments that could still grow. */
  readonly close?: boolean;
  readonly json?: boolean;
}

type Archived = Omit<ArchivedLine, 'line'>;

/** Archives what the log has now, and deletes from it what may be deleted. */
export async function archiveRunCommand(terminal: Terminal, options: ArchiveRunOptions): Promise<number> {
  const api = await connect(terminal, options);
  const { findings, done } = await followLines(terminal, api, {
    path: `${ARCHIVE_PATH}/run?close=${String(options.close === true)}`,
    method: 'POST',
    title: 'Archiving',
    unit: 'messages',
  });
  const { archived, trimmed, leftOut } = done as Archived;
  const result = { archived, trimmed, leftOut: leftOut ?? null, findings };
  terminal.print(options.json === true ? JSON.stringify(result, null, 2) : render(done as Archived));
  if (findings.length > 0 && options.json !== true) terminal.print(renderFindings(findings));
  return findings.length > 0 ? EXIT.damaged : EXIT.done;
}

function render({ archived, trimmed, leftOut }: Archived): string {
  const { segments, messages, bytes: stored, rawBytes } = archived;
  return [
    segments === 0
      ? 'Nothing was archived: what is not archived yet is too little and too new (--close archives it).'
      : `Archived ${countOf(messages, 'message')} in ${countOf(segments, 'segment')}: ${bytes(stored)}, from ${bytes(rawBytes)}.`,
    `Deleted ${countOf(trimmed, 'message')} from the log.`,
    ...(leftOut === undefined ? [] : [`Left out: ${leftOut}.`]),
  ].join('\n');
}
