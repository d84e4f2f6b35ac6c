import type { EventEnvelope } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope } from '../definition.js';
import type { StreamFold } from './fold-streams.js';
import { existing, foldStreams } from './fold-streams.js';

type State = { readonly status: 'absent' } | { readonly status: 'there'; readonly seen: string };

const ABSENT: State = { status: 'absent' };
const FOLD: StreamFold<State, EventEnvelope> = {
  read: 'SELECT …',
  initial: ABSENT,
  evolve: (state, { type }) =>
    type === 'Unknown'
      ? state
      : { status: 'there', seen: `${state.status === 'there' ? state.seen : ''}${type}` },
};

const delivered = (subject: string, type: string) => ({ event: { subject, type } }) as DeliveredEvent;

function scopeOf(rows: readonly { readonly stream: string; readonly state: State }[]) {
  const asked: unknown[] = [];
  const query = (sql: string, parameters: readonly unknown[]) => {
    asked.push([sql, parameters]);
    return Promise.resolve(rows);
  };
  return { asked, scope: { query } as unknown as BatchScope };
}

describe('the streams of a batch', () => {
  const batch = [delivered('b', '1'), delivered('a', '1'), delivered('b', '2'), delivered('c', 'Unknown')];

  it('are read with one statement, and folded on from what is known', async () => {
    const { scope, asked } = scopeOf([{ stream: 'a', state: { status: 'there', seen: '0' } }]);
    expect(await foldStreams(batch, scope, FOLD)).toEqual([
      ['b', { status: 'there', seen: '12' }],
      ['a', { status: 'there', seen: '01' }],
      ['c', ABSENT],
    ]);
    expect(asked).toEqual([['SELECT …', [['b', 'a', 'c']]]]);
  });

  it('are left out where they do not exist', async () => {
    const { scope } = scopeOf([]);
    expect(existing(await foldStreams(batch, scope, FOLD)).map(([stream]) => stream)).toEqual(['b', 'a']);
  });
});
