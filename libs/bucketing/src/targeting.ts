// Loaded with the whole library; clients that count bytes load it when a definition has a rule.
import { compileRule } from './targeting/compile-rule.js';
import { useRules } from './targeting/rule-engine.js';

useRules(compileRule);
