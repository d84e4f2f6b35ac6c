import type { Message } from '../message/message.js';

/** A message with the address under which people find more. */
export interface Outgoing extends Message {
  readonly link: string;
}

/** @param base where the installation is reached, without a slash at its end; empty where nobody said */
export const outgoing = (message: Message, base: string): Outgoing => ({
  ...message,
  link: `${base}${message.path}`,
});

/** The message as plain text, a line for each thing that matters. */
export const plainText = ({ text, who, at, figures, whatToDo, link }: Outgoing): string =>
  [
    text,
    '',
    `By: ${who}, ${at}`,
    ...figures.map(({ name, value }) => `${name}: ${value}`),
    '',
    `What to do: ${whatToDo}`,
    `Look: ${link}`,
  ].join('\n');
