import { metadata } from '../../test/support/experiment-story.js';
import type { SegmentContent, SegmentStream } from './segment.decider.js';
import { segmentDecider } from './segment.decider.js';

const RULE: SegmentContent = {
  kind: 'rule',
  key: 'beta',
  name: 'Beta',
  hash: 'a'.repeat(64),
  rule: { op: 'exists', attribute: 'beta' },
};
const LIST: SegmentContent = { kind: 'list', key: 'beta', name: 'Beta', hash: 'b'.repeat(64), size: 3 };

const decide = (content: SegmentContent, state: SegmentStream = segmentDecider.initial) =>
  segmentDecider.decide({ type: 'DefineSegment', metadata: metadata(), content }, state);

function after(...contents: readonly SegmentContent[]): SegmentStream {
  return contents.reduce<SegmentStream>((state, content) => {
    const decision = decide(content, state);
    const events = decision.outcome === 'accepted' ? decision.events : [];
    return events.reduce((now, event) => segmentDecider.evolve(now, event), state);
  }, segmentDecider.initial);
}

describe('a segment', () => {
  it('is what it was last defined as, by a rule or by a list', () => {
    expect(after(RULE)).toMatchObject({ status: 'existing', content: RULE, version: 1 });
    expect(after(RULE, LIST)).toMatchObject({ content: LIST, version: 2, changedBy: 'user:alice' });
  });

  it('puts the hash into the log, and no member', () => {
    const decision = decide(LIST);
    expect(decision.outcome === 'accepted' && decision.events.map(({ data }) => data)).toEqual([
      { key: 'beta', name: 'Beta', hash: 'b'.repeat(64), size: 3 },
    ]);
  });

  it('is not defined again as what it is', () => {
    expect(decide(LIST, after(LIST))).toEqual({
      outcome: 'refused',
      refusal: { code: 'SEGMENT_UNCHANGED', hash: LIST.hash },
    });
    expect(decide({ ...LIST, name: 'Other' }, after(LIST)).outcome).toBe('accepted');
  });
});
