import type { CommandOf } from '../../test/support/experiment-story.js';
import {
  CREATED,
  DESIGN,
  given,
  history,
  outcomeOf,
  STARTED,
  stateAfter,
  variant,
} from '../../test/support/experiment-story.js';
import { editedDesign } from './experiment-draft.decider.js';

const decided = (command: CommandOf, ...before: readonly CommandOf[]) =>
  outcomeOf(given(history(...before)).when(command));

describe('editing a draft', () => {
  const edit: CommandOf = { type: 'EditExperiment', changes: { name: 'New', owner: 'shop' }, reason: 'typo' };

  it('puts the whole design as it is now into the log', () => {
    expect(decided(edit, CREATED)).toEqual([
      {
        type: 'ExperimentEdited',
        data: { design: { ...DESIGN, name: 'New', owner: 'shop' }, reason: 'typo' },
      },
    ]);
    expect(stateAfter(history(CREATED, edit))).toMatchObject({ design: { name: 'New' }, status: 'draft' });
  });

  it('is refused once it has started, and when nothing would be different', () => {
    expect(decided(edit, CREATED, STARTED)).toMatchObject({ code: 'WRONG_STATUS', allowed: ['draft'] });
    expect(decided({ type: 'EditExperiment', changes: { name: DESIGN.name } }, CREATED)).toMatchObject({
      code: 'NOTHING_CHANGED',
      path: 'name',
      value: DESIGN.name,
    });
    expect(decided({ type: 'EditExperiment', changes: {} }, CREATED)).toMatchObject({
      code: 'NOTHING_CHANGED',
      path: '',
    });
  });

  it('takes away with null what may be left out', () => {
    const design = { ...DESIGN, layer: 'pages', plannedUnits: 5 };
    const edited = editedDesign(design, { layer: null, plannedUnits: null });
    expect(edited).toEqual({ ...DESIGN, plannedUnits: null });
    expect(edited).not.toHaveProperty('layer');
  });
});

describe('variants of a draft', () => {
  const change = (changes: object, key = 'treatment'): CommandOf => ({
    type: 'ChangeVariant',
    variant: key,
    changes,
  });

  it('are changed in place', () => {
    const events = history(CREATED, change({ weight: 3, name: 'Three' }));
    expect(events.at(-1)).toMatchObject({
      type: 'VariantChanged',
      data: { key: 'treatment', weight: 3, name: 'Three', config: {} },
    });
    expect(stateAfter(events)).toMatchObject({ variants: [{ key: 'control' }, { weight: 3 }] });
  });

  it('are removed', () => {
    expect(stateAfter(history(CREATED, { type: 'RemoveVariant', variant: 'control' }))).toMatchObject({
      variants: [{ key: 'treatment' }],
    });
  });

  it.each<[string, CommandOf, object]>([
    ['a second control', change({ isControl: true }), { code: 'SECOND_CONTROL', control: 'control' }],
    ['no difference', change({ weight: 1 }), { code: 'NOTHING_CHANGED', value: 'treatment' }],
    [
      'a variant that is not there',
      change({ weight: 2 }, 'gone'),
      { code: 'VARIANT_NOT_FOUND', known: ['control', 'treatment'] },
    ],
    [
      'removing one that is not there',
      { type: 'RemoveVariant', variant: 'gone' },
      { code: 'VARIANT_NOT_FOUND', variant: 'gone' },
    ],
  ])('refuse %s', (_, command, refusal) => {
    expect(decided(command, CREATED)).toMatchObject(refusal);
  });

  it('let another one become the control once there is none', () => {
    const none = change({ isControl: false }, 'control');
    const events = history(CREATED, none, change({ isControl: true }));
    expect(stateAfter(events)).toMatchObject({
      variants: [
        { key: 'control', isControl: false },
        { key: 'treatment', isControl: true },
      ],
    });
  });

  it('are frozen once it has started', () => {
    for (const command of [change({ weight: 2 }), { type: 'RemoveVariant', variant: 'control' } as const])
      expect(decided(command, CREATED, STARTED)).toMatchObject({ code: 'WRONG_STATUS', status: 'running' });
  });

  it('are added to an experiment of at most 50', () => {
    const many = Array.from({ length: 50 }, (_, index) => variant(`v${String(index)}`));
    const created = { ...CREATED, variants: many } as CommandOf;
    expect(decided({ type: 'AddVariant', variant: variant('more') }, created)).toEqual({
      code: 'TOO_MANY_VARIANTS',
      count: 51,
      limit: 50,
    });
  });
});
