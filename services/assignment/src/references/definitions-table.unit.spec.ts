import { MemberSet } from '@assay/bucketing';
import type { DefinitionEvent } from '@assay/contracts';
import {
  HoldoutCreated,
  HoldoutEnded,
  LayerCreated,
  LayerSlotGiven,
  newEvent,
  SegmentListDefined,
  SegmentRuleDefined,
  streamId,
} from '@assay/contracts';
import { metadata } from '../../test/support/experiment-story.js';
import { DefinitionsTable, segmentOf } from './definitions-table.js';

const of = (kind: 'layer' | 'holdout' | 'segment', key: string) =>
  metadata({ subject: streamId('default', kind, key) });

function tableOf(...events: readonly DefinitionEvent[]): DefinitionsTable {
  const table = new DefinitionsTable();
  for (const event of events) table.apply(event);
  return table;
}

const holdout = (key: string, scope: 'global' | 'group') =>
  newEvent(HoldoutCreated, of('holdout', key), { key, name: key, scope, percent: 5, salt: key });
const list = (hash: string) =>
  newEvent(SegmentListDefined, of('segment', 'beta'), { key: 'beta', name: 'Beta', hash, size: 1 });

describe('what experiments refer to', () => {
  it('finds the part of a layer', () => {
    const ranges = [{ from: 0, to: 10 }];
    const table = tableOf(
      newEvent(LayerCreated, of('layer', 'pages'), { key: 'pages', name: 'Pages', salt: 's' }),
      newEvent(LayerSlotGiven, of('layer', 'pages'), { experiment: 'a', ranges }),
    );
    expect(table.layerSlot('pages', 'a')).toEqual({ layer: 'pages', salt: 's', ranges });
    expect(table.layerSlot('pages', 'toString')).toBeUndefined();
    expect(table.layerSlot('gone', 'a')).toBeUndefined();
  });

  it('knows holdouts as long as they last', () => {
    const ended = newEvent(HoldoutEnded, of('holdout', 'all'), { reason: 'read' });
    const created = [holdout('all', 'global'), holdout('growth', 'group')];
    expect(tableOf(...created).globalHoldouts()).toEqual([
      { key: 'all', scope: 'global', salt: 'all', percent: 5 },
    ]);
    expect(tableOf(...created).holdout('growth')).toMatchObject({ scope: 'group' });
    expect(tableOf(...created, ended).globalHoldouts()).toEqual([]);
    expect(tableOf(...created, ended).holdout('all')).toBeUndefined();
  });

  it('finds older contents of a segment beside the present one', () => {
    const table = tableOf(list('a'.repeat(64)), list('b'.repeat(64)));
    expect(table.segmentHash('beta')).toBe('b'.repeat(64));
    expect(table.segmentContent('beta', 'a'.repeat(64))).toMatchObject({ kind: 'list' });
    expect(table.segmentContent('beta', 'b'.repeat(64))).toMatchObject({ kind: 'list' });
  });
});

describe('a segment for evaluation', () => {
  it('is made of a list and its bytes', () => {
    const content = { kind: 'list', key: 'beta', name: 'Beta', hash: 'h', size: 1 } as const;
    expect(segmentOf(content, undefined)).toBeUndefined();
    const segment = segmentOf({ ...content, attribute: 'account' }, MemberSet.of(['u1']));
    expect(segment).toMatchObject({ kind: 'list', key: 'beta', hash: 'h', attribute: 'account' });
    expect(segment?.kind === 'list' && segment.members.has('u1')).toBe(true);
  });

  it('is made of a rule', () => {
    const rule = { op: 'exists', attribute: 'a' };
    const event = newEvent(SegmentRuleDefined, of('segment', 'r'), {
      key: 'r',
      name: 'R',
      hash: 'c'.repeat(64),
      rule,
    });
    const content = tableOf(event).segmentContent('r', 'c'.repeat(64));
    expect(content && segmentOf(content, undefined)).toEqual({
      kind: 'rule',
      key: 'r',
      hash: 'c'.repeat(64),
      rule,
    });
  });
});
