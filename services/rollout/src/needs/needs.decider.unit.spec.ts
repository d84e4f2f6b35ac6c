import { metadata } from '../../test/support/rollout-life.js';
import type { NeedsGraph } from './needs.decider.js';
import { needsDecider } from './needs.decider.js';

const set = (rollout: string, ...needed: readonly string[]) => ({
  type: 'SetNeeds' as const,
  metadata: metadata(1),
  rollout,
  needs: needed.map((key) => ({ rollout: key, onRollback: 'pause' as const })),
});

function graphOf(...commands: readonly ReturnType<typeof set>[]): NeedsGraph {
  return commands.reduce((graph, command) => {
    const decided = needsDecider.decide(command, graph);
    return decided.outcome === 'refused'
      ? graph
      : decided.events.reduce((next, event) => needsDecider.evolve(next, event), graph);
  }, needsDecider.initial);
}

describe('what rollouts need of each other', () => {
  it('is kept for each, the last word counts', () => {
    expect(graphOf(set('a', 'b', 'c'), set('a', 'c')).get('a')).toEqual([
      { rollout: 'c', onRollback: 'pause' },
    ]);
    expect(graphOf(set('a', 'b'), set('a')).get('a')).toEqual([]);
  });

  it.each([
    ['itself', [], set('a', 'a'), ['a', 'a']],
    ['each other', [set('a', 'b')], set('b', 'a'), ['b', 'a', 'b']],
    ['each other over others', [set('a', 'b'), set('b', 'x', 'c')], set('c', 'a'), ['c', 'a', 'b', 'c']],
  ])('is never %s', (_, before, command, path) => {
    expect(needsDecider.decide(command, graphOf(...before))).toEqual({
      outcome: 'refused',
      refusal: { code: 'NEEDS_CYCLE', path },
    });
  });

  it('may be shared, and turned round after it was given up', () => {
    const diamond = graphOf(set('a', 'b', 'c'), set('b', 'd'), set('c', 'd'));
    expect(needsDecider.decide(set('d', 'e'), diamond).outcome).toBe('accepted');
    expect(needsDecider.decide(set('b', 'a'), graphOf(set('a', 'b'), set('a'))).outcome).toBe('accepted');
  });
});
