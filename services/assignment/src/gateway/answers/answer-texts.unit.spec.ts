import { evaluateExperiment } from '@assay/bucketing';
import { runningDefinition } from '../../../test/support/running-definition.js';
import { assignmentAnswer } from '../assign/assignment-answer.js';
import { AnswerTexts } from './answer-texts.js';

const RUNNING = runningDefinition();
const TIME = '2026-01-05T10:00:00.000Z';
const of = (unit: string) => ({ unit, time: TIME });
const evaluationOf = (unit: string, definition = RUNNING) => evaluateExperiment(definition, { unit });

describe('texts of answers', () => {
  it.each(['u1', 'anna "the first"', 'zoë\\ 東京', '\u2028', 'x'.repeat(200)])(
    'are what JSON would say of the answer to %j',
    (unit) => {
      const texts = new AnswerTexts(assignmentAnswer);
      for (let time = 0; time < 2; time += 1) {
        const text = texts.text(RUNNING, evaluationOf(unit), of(unit));
        expect(text).toBe(JSON.stringify(assignmentAnswer(RUNNING, evaluationOf(unit), of(unit))));
      }
    },
  );

  it('are made once for each outcome of a definition', () => {
    let made = 0;
    const texts = new AnswerTexts((...question) => {
      made += 1;
      return assignmentAnswer(...question);
    });
    for (let n = 0; n < 200; n += 1) {
      const unit = `u${String(n)}`;
      expect(JSON.parse(texts.text(RUNNING, evaluationOf(unit), of(unit)))).toMatchObject({ unit });
    }
    expect(made).toBe(RUNNING.variants.length);
  });

  it('follow the definition', () => {
    const texts = new AnswerTexts(assignmentAnswer);
    texts.text(RUNNING, evaluationOf('u1'), of('u1'));
    const paused = runningDefinition({ status: 'paused' });
    expect(JSON.parse(texts.text(paused, evaluationOf('u1', paused), of('u1')))).toMatchObject({
      reason: 'paused',
    });
  });

  it('hold a unit only where the answer has one', () => {
    const texts = new AnswerTexts(({ key }) => ({ key }));
    expect(texts.text(RUNNING, evaluationOf('u1'), of('u1'))).toBe('{"key":"checkout"}');
  });

  it('hold the time at which they are given', () => {
    const texts = new AnswerTexts(assignmentAnswer);
    for (const time of [TIME, '2026-01-05T10:00:01.000Z'])
      expect(JSON.parse(texts.text(RUNNING, evaluationOf('u1'), { unit: 'u1', time }))).toMatchObject({
        exposure: { unit: 'u1', time },
      });
  });
});
