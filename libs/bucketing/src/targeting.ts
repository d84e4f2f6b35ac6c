// Loaded with the whole library; clients that count bytes load it when a definition has a rule.
import { isInAny, missingSegments } from './evaluation/rollout-segments.js';
import { useSegments } from './evaluation/segment-engine.js';
import { absentSegments } from './targeting/absent-segments.js';
import { compileRule } from './targeting/compile-rule.js';
import { segmentsOf } from './targeting/rule-references.js';
import { useRules } from './targeting/rule-engine.js';

useRules(compileRule);
useSegments({
  absent: absentSegments,
  areThere: (...question) => missingSegments(...question).length === 0,
  isInAny,
  namedIn: segmentsOf,
});
