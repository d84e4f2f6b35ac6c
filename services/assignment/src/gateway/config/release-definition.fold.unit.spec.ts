import type { ReleaseDefinition } from '@assay/bucketing';
import type { EventEnvelope, ReleaseEvent } from '@assay/contracts';
import { ReleaseStory } from '../../../test/support/release-story.js';
import { evolveRelease } from './release-definition.fold.js';

const after = (...events: readonly EventEnvelope[]): ReleaseDefinition | undefined =>
  events.reduce<ReleaseDefinition | undefined>(
    (before, event) => evolveRelease(before, event as ReleaseEvent),
    undefined,
  );

const over = { environment: null, percentage: 0, activation: null };

describe('the release that gateways evaluate', () => {
  it('has no traffic before it starts', () => {
    expect(after(new ReleaseStory().created({ routingKey: 'session' }))).toEqual({
      ...{ kind: 'release', key: 'checkout-2', status: 'planned', revision: expect.any(String), ...over },
      ...{ routingKey: 'session', version: '2.0.0', stableVersion: '1.9.3' },
      features: ['fast_path', 'new_api'],
    });
  });

  it('goes from environment to environment, each time under another activation', () => {
    const story = new ReleaseStory();
    const events = [story.created(), story.started(5)];
    expect(after(...events)).toMatchObject({
      ...{ status: 'in_progress', environment: 'canary', percentage: 5, activation: story.activation },
    });
    events.push(story.advanced(50), story.promoted('staging'));
    expect(after(...events)).toMatchObject({ environment: 'staging', activation: story.activation });
    events.push(story.promoted('production'), story.paused());
    expect(after(...events)).toMatchObject({ environment: 'production', status: 'paused' });
    events.push(story.resumed());
    expect(after(...events)).toMatchObject({ status: 'in_progress', activation: story.activation });
    events.push(story.completed());
    expect(after(...events)).toMatchObject({
      status: 'completed',
      ...over,
      features: ['fast_path', 'new_api'],
    });
  });

  it.each(['rolledBack', 'aborted'] as const)('has neither traffic nor features once it is %s', (end) => {
    const story = new ReleaseStory();
    const status = end === 'aborted' ? 'aborted' : 'rolled_back';
    expect(after(story.created(), story.started(5), story[end]())).toMatchObject({
      ...{ status, ...over, features: [] },
    });
  });

  it('has another revision after each change, and the same for the same content', () => {
    const story = new ReleaseStory();
    const events = [story.created(), story.started(5), story.disabled('new_api')];
    const revisions = events.map((_, index) => after(...events.slice(0, index + 1))?.revision);
    expect(new Set(revisions).size).toBe(3);
    expect(after(...events)).toMatchObject({ features: ['fast_path'] });
    expect(after(...events)?.revision).toBe(revisions[2]);
  });

  it('is none before it was created', () => {
    const story = new ReleaseStory();
    story.created();
    expect(after(story.started(5))).toBeUndefined();
  });
});
