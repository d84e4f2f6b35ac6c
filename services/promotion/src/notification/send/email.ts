import { createTransport } from 'nodemailer';
import { plainText } from './outgoing.js';
import type { Outgoing } from './outgoing.js';
import { TargetRefusedError, TargetUnreachableError } from './send-error.js';

/** The mail server of the installation. */
export interface MailServer {
  /** `smtps://user:password@host:465`, or `smtp://host:587` (STARTTLS where the server has it). */
  readonly url: string;
  readonly from: string;
}

const TIMEOUT_MS = 5_000;
const BOUNDS = {
  connectionTimeout: TIMEOUT_MS,
  greetingTimeout: TIMEOUT_MS,
  socketTimeout: TIMEOUT_MS,
  disableFileAccess: true,
  disableUrlAccess: true,
};

/**
 * Sends a message as plain text.
 * @throws TargetRefusedError, TargetUnreachableError
 */
export async function sendMail(
  { url, from }: MailServer,
  to: readonly string[],
  message: Outgoing,
): Promise<void> {
  const transport = createTransport({ url, ...BOUNDS });
  const { id, level, title } = message;
  try {
    await transport.sendMail({
      from,
      to: [...to],
      subject: `[${level}] ${title}`.slice(0, 200),
      text: plainText(message),
      messageId: `<${id}@assay>`,
    });
  } catch (error) {
    throw problemOf(error);
  } finally {
    transport.close();
  }
}

/** Answers of mail servers may repeat credentials: only their numbers are told. */
function problemOf(error: unknown): TargetRefusedError | TargetUnreachableError {
  const { responseCode, code } = error as { readonly responseCode?: number; readonly code?: string };
  if (responseCode === undefined)
    return new TargetUnreachableError(`the mail server cannot be used: ${code ?? 'connection failed'}`);
  return new TargetRefusedError(
    `the mail server answered ${String(responseCode)}`,
    responseCode >= 500 && code !== 'EAUTH',
  );
}
