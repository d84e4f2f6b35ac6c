// Loaded with the whole library; clients that count bytes load it when a definition has a rule that `matches`.
import { matches } from './targeting/pattern/match-pattern.js';
import { parsePattern } from './targeting/pattern/parse-pattern.js';
import { usePatterns } from './targeting/pattern/pattern-engine.js';
import { programOf } from './targeting/pattern/pattern-program.js';

usePatterns((pattern) => {
  const parsed = parsePattern(pattern);
  const program = parsed.kind === 'problem' ? undefined : programOf(parsed);
  return program && ((text) => matches(program, text));
});
