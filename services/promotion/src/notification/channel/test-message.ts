import { derivedId } from '@assay/contracts';
import type { Message } from '../message/message.js';
import type { ChannelRef } from './channel.js';

/** A message that shows that a channel works. */
export const testMessage = ({ project, key }: ChannelRef, who: string, at: string): Message => ({
  id: derivedId(project, key, 'test', at),
  project,
  level: 'info',
  kind: 'test.message',
  thread: `test/${key}`,
  status: 'news',
  title: `Assay reaches the channel ${key}`,
  text: 'Somebody tries this channel out.',
  who,
  figures: [],
  whatToDo: 'nothing',
  path: `/api/v1/notifications/channels/${key}`,
  at,
});
