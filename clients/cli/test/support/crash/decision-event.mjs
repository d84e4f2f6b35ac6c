const DECISION = /^(Promotion|Conclusion|Experiment|Rollout|Release|Alert|UnitForgotten|UnitErased)/;
const OUTCOME = 'OutcomeRecorded';
/** What the subjects of the test are called. */
const SUBJECT = /\bcrashed-[a-z]+-\d+\b/;

const OTHERS = 'others';

/** An event in the driver's hands: its type and, where that may matter, which of the test's subjects it is about. */
export const eventOf = (type, text) => {
  if (type !== OUTCOME && !DECISION.test(type)) return { type };
  return { type, about: SUBJECT.exec(text)?.[0] ?? OTHERS };
};

/** Whether it is a decision, or an outcome where those that may lead to one are counted. */
export const matters = ({ type, about }, where) =>
  about !== undefined && (type !== OUTCOME || /outcomes|guardrail/.test(where));
