import type { SignalKind } from '@assay/contracts';
import {
  allTheWay,
  begin,
  create,
  events,
  given,
  metadata,
  publish,
  rollBack,
  startAgain,
  uuid,
} from '../../../test/support/rollout-life.js';
import type { RolloutCommand } from '../rollout-command.js';

const signal = (
  kind: SignalKind,
  more: { readonly id?: string; readonly version?: number } = {},
): RolloutCommand => ({
  type: 'ReceiveSignal',
  metadata: metadata(5),
  activation: uuid(55),
  signal: { id: 'ci-1', kind, detail: 'checkout does not come up', source: 'ci', ...more },
});
const types =
  (...commands: readonly RolloutCommand[]) =>
  (command: RolloutCommand) =>
    events(given(...commands).when(command)).map((event) =>
      event.type === 'RolloutSignalReceived' ? event.data.action : event.type,
    );

describe('a signal from outside', () => {
  it.each<[SignalKind, readonly string[]]>([
    ['deployment_failed', ['rolled_back', 'RolloutRolledBack']],
    ['database_incompatible', ['rolled_back', 'RolloutRolledBack']],
    ['schema_mismatch', ['paused', 'RolloutPaused']],
    ['security_vulnerability', ['rolled_back', 'RolloutRolledBack', 'RolloutHotfixNeeded']],
  ])('%s is acted on by the table', (kind, expected) => {
    expect(types(create, begin)(signal(kind))).toEqual(expected);
  });

  it('leaves what it was and what came of it', () => {
    const [received, rolledBack, hotfix] = events(
      given(create, begin).when(signal('security_vulnerability')),
    );
    expect(received).toMatchObject({ data: { id: 'ci-1', source: 'ci', action: 'rolled_back' } });
    expect(rolledBack).toMatchObject({
      causationid: received?.id,
      data: {
        automatic: true,
        reason: 'security_vulnerability: checkout does not come up',
        signal: { id: 'ci-1', kind: 'security_vulnerability' },
      },
    });
    expect(hotfix).toMatchObject({ causationid: received?.id, data: { severity: 'P1', signal: 'ci-1' } });
    expect(new Set([received?.id, rolledBack?.id, hotfix?.id]).size).toBe(3);
  });

  it('counts once', () => {
    const repeated = given(create, begin, signal('deployment_failed'), startAgain(6, 6));
    expect(repeated.when(signal('deployment_failed'))).toEqual({ outcome: 'accepted', events: [] });
    expect(
      types(
        create,
        begin,
        signal('deployment_failed'),
        startAgain(6, 6),
      )(signal('deployment_failed', { id: 'ci-2' })),
    ).toEqual(['rolled_back', 'RolloutRolledBack']);
  });

  it('about a version that is not served does nothing to the one that is', () => {
    const two = [create, begin, ...allTheWay(1, 1), publish(200, '2.0'), startAgain(200, 20)];
    expect(events(given(...two).when(signal('deployment_failed', { version: 1 })))).toMatchObject([
      { data: { action: 'none', because: 'it is about version 1, and 2 is served' } },
    ]);
    expect(types(...two)(signal('deployment_failed', { version: 2 }))).toEqual([
      'rolled_back',
      'RolloutRolledBack',
    ]);
  });

  it('is recorded where nothing is on', () => {
    expect(events(given(create).when(signal('deployment_failed')))).toMatchObject([
      { data: { action: 'none', because: 'the rollout is planned: it is on for nobody' } },
    ]);
    expect(types(create, begin, rollBack(3))(signal('security_vulnerability'))).toEqual([
      'none',
      'RolloutHotfixNeeded',
    ]);
  });

  it('rolls back what is on for everyone, and asks nobody about what does not go on', () => {
    const completed = [create, begin, ...allTheWay(1, 1)];
    expect(types(...completed)(signal('deployment_failed'))).toEqual(['rolled_back', 'RolloutRolledBack']);
    expect(types(...completed)(signal('schema_mismatch'))).toEqual(['none']);
  });

  it('is refused for a rollout that is not there', () => {
    expect(given().when(signal('deployment_failed'))).toMatchObject({
      refusal: { code: 'ROLLOUT_NOT_FOUND' },
    });
  });
});
