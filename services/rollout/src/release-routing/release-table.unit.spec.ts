import type { ReleaseEvent } from '@assay/contracts';
import { Logger } from '@nestjs/common';
import { commands, given, metadata, uuid } from '../../test/support/release-life.js';
import type { ReleaseCommand } from '../release/release-command.js';
import { releaseDecider } from '../release/release.decider.js';
import { ReleaseTable } from './release-table.js';

/** The events of commands on a release of this key, numbered from 1 on. */
function eventsOf(key: string, ...all: readonly ReleaseCommand[]): readonly ReleaseEvent[] {
  const subject = `default/release/${key}`;
  return all
    .flatMap((command, i) => {
      const decision = releaseDecider.decide(command, given(...all.slice(0, i)).state);
      return decision.outcome === 'accepted' ? decision.events : [];
    })
    .map((event, i) => ({ ...event, subject, streamversion: i + 1 }));
}

const tableOf = (...events: readonly ReleaseEvent[]): ReleaseTable => {
  const table = new ReleaseTable();
  for (const event of events) table.apply(event);
  return table;
};
const { create, start, breach } = commands;
const life = eventsOf('a', create(), start(), breach(2, 1));
const keysLive = (table: ReleaseTable) => [...table.allLive()].map(({ release }) => release.design.key);

describe('the table of releases', () => {
  beforeAll(() => Logger.overrideLogger(false));

  it('has each release as it stands, and knows which of them have traffic', () => {
    const table = tableOf(...life.slice(0, 2));
    expect(keysLive(table)).toEqual(['checkout-2']);
    table.apply(life[2]);
    expect(table.get('default', 'a')).toMatchObject({ status: 'rolled_back' });
    expect(keysLive(table)).toEqual([]);
    expect(table.get('default', 'b')).toBeUndefined();
    expect(table.get('another', 'a')).toBeUndefined();
  });

  it('is the same where events come twice', () => {
    const table = tableOf(...life, ...life.slice(0, 2));
    expect(table.get('default', 'a')).toMatchObject({ status: 'rolled_back' });
  });

  it('keeps the last good state of a stream with a gap, and goes on with the others', () => {
    const [created, , rolledBack] = life;
    const table = tableOf(created, rolledBack, ...eventsOf('b', create()));
    expect(table.get('default', 'a')).toMatchObject({ status: 'planned' });
    expect(table.get('default', 'b')).toMatchObject({ status: 'planned' });
    table.setAside('default/release/b', 'unreadable');
    table.apply({ ...eventsOf('b', create(), start())[1] });
    expect(table.get('default', 'b')).toMatchObject({ status: 'planned' });
  });

  it('tells of live releases that change', () => {
    const told: string[] = [];
    const table = new ReleaseTable();
    table.listen(({ project, key }) => told.push(`${project}/${key}`));
    for (const event of life) table.apply(event);
    expect(told).toEqual(['default/a']);
  });

  it('is read page by page, by key and by status', () => {
    const events = ['c', 'a', 'b'].flatMap((key) => eventsOf(key, create({ key })));
    const begin = start({ metadata: metadata(1), activation: uuid(1) });
    const table = tableOf(...events, ...eventsOf('d', create({ key: 'd' }), begin));
    const keys = (page: Parameters<ReleaseTable['page']>[1]) =>
      table.page('default', page).map(({ design }) => design.key);
    expect(keys({ after: '', limit: 2 })).toEqual(['a', 'b']);
    expect(keys({ after: 'b', limit: 9 })).toEqual(['c', 'd']);
    expect(keys({ after: '', limit: 9, status: 'in_progress' })).toEqual(['d']);
  });
});
