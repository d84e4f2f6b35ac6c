import type { ExperimentDefinition, Segment } from '@assay/bucketing';
import { MemberSet } from '@assay/bucketing';
import { runningDefinition } from '../../../test/support/running-definition.js';
import { configText } from './config-text.js';
import { ProjectConfig } from './project-config.js';

const RULE: Segment = {
  kind: 'rule',
  key: 'dutch',
  hash: 'h1',
  rule: { op: 'exists', attribute: 'country' },
};
const OLD_RULE: Segment = { ...RULE, hash: 'h0' };
const LIST: Segment = { kind: 'list', key: 'vip', hash: 'h2', members: MemberSet.of(['ada']) };

const inSegment = (segment: string, hash: string) =>
  ({ targeting: { op: 'in_segment', segment, hash } }) as const;

function told(experiments: readonly ExperimentDefinition[], segments: readonly Segment[] = []) {
  const config = new ProjectConfig();
  experiments.forEach((definition, index) => config.setExperiment(definition, index + 1));
  config.setSegments(segments);
  const text = configText(config);
  const { flags, segments: sent } = JSON.parse(text) as {
    flags: { key: string; evaluation: string }[];
    segments: { hash: string }[];
  };
  return { text, flags: flags.map(({ key, evaluation }) => [key, evaluation]), segments: sent };
}

describe('the configuration that clients get', () => {
  it('has the rules of the segments that are named, in the content that is named', () => {
    const { flags, segments } = told([runningDefinition(inSegment('dutch', 'h1'))], [RULE, OLD_RULE, LIST]);
    expect(flags).toEqual([['checkout', 'local']]);
    expect(segments).toEqual([RULE]);
  });

  it('says that units have been linked, under another tag', () => {
    const config = new ProjectConfig();
    config.setExperiment(runningDefinition(), 1);
    const before = config.tag;
    expect(JSON.parse(configText(config))).not.toHaveProperty('links');
    config.setLinked();
    expect(JSON.parse(configText(config))).toMatchObject({ links: true, tag: config.tag });
    expect(config.tag).not.toBe(before);
  });

  it('keeps lists of members to itself, and says who needs them', () => {
    const { flags, text } = told([runningDefinition(inSegment('vip', 'h2'))], [LIST]);
    expect(flags).toEqual([['checkout', 'remote']]);
    expect(text).not.toContain('members');
  });

  it.each([
    ['weights that changed', { weightsChanged: true }],
    ['a bandit', { bandit: true }],
  ] as const)('marks %s, and what depends on it', (_name, overrides) => {
    const prerequisites = [{ flag: 'checkout', variants: ['treatment'] }];
    const next = runningDefinition({ key: 'next', prerequisites });
    expect(told([runningDefinition(overrides), next]).flags).toEqual([
      ['checkout', 'remote'],
      ['next', 'remote'],
    ]);
  });

  it('has what is not served any more as long as something served depends on it', () => {
    const archived = runningDefinition({ key: 'old', status: 'archived' });
    const prerequisites = [{ flag: 'old', variants: ['control'] }];
    expect(told([archived, runningDefinition()]).flags).toEqual([['checkout', 'local']]);
    expect(told([archived, runningDefinition({ prerequisites })]).flags).toEqual([
      ['checkout', 'local'],
      ['old', 'local'],
    ]);
  });
});
