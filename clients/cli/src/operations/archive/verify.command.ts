import type { VerifyOptions } from '../../audit/verify/verify.command.js';
import { verifyCommand } from '../../audit/verify/verify.command.js';
import { connect } from '../../connection/connect.js';
import type { Terminal } from '../../terminal/terminal.js';
import { ARCHIVE_PATH } from './archive-path.js';

/** Verifies the archive; where there is none this fails, because nothing would be proven. */
export async function archiveVerifyCommand(terminal: Terminal, options: VerifyOptions): Promise<number> {
  const api = await connect(terminal, options);
  await api.get(ARCHIVE_PATH);
  return verifyCommand(terminal, 'event-ingest', { ...options, only: ['archive'] });
}
