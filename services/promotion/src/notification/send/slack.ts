import type { MessageLevel } from '../message/message.js';
import type { Outgoing } from './outgoing.js';

const LONGEST_TEXT = 2_900;
const MARK: Readonly<Record<MessageLevel, string>> = { info: 'ℹ️', warning: '⚠️', critical: '🚨' };

/** Slack’s three control characters, so that nothing in a name becomes a mention or a link. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').slice(0, LONGEST_TEXT);

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text: escaped(text) } });

/**
 * The body of an incoming webhook.
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export function slackBody(message: Outgoing): string {
  const { level, title, text, who, figures, whatToDo, link, at, status } = message;
  const mark = status === 'resolved' ? '✅' : MARK[level];
  const fields = figures.slice(0, 10).map(({ name, value }) => ({
    type: 'mrkdwn',
    text: `*${escaped(name)}*\n${escaped(value)}`,
  }));
  return JSON.stringify({
    text: escaped(`${mark} ${title}`),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: `${mark} ${title}`.slice(0, 150) } },
      section(text),
      ...(fields.length === 0 ? [] : [{ type: 'section', fields }]),
      section(`What to do: ${whatToDo}\n${link}`),
      { type: 'context', elements: [{ type: 'plain_text', text: `${who}, ${at}`.slice(0, 300) }] },
    ],
  });
}
