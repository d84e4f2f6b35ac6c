import { hasCode } from './code-sets.js';
import type { Program } from './pattern-program.js';

/** Longer texts (in UTF-16 code units) match no pattern: it bounds the work that a context can ask for. */
export const LONGEST_MATCHED_TEXT = 4_096;

/** The states that are reached at one place of the text, each once. */
class States {
  readonly reading: number[] = [];
  private readonly seen: Uint8Array;

  constructor(private readonly program: Program) {
    this.seen = new Uint8Array(program.length);
  }

  /** Adds a state with all that are reached from it without reading; true where that is the end of the pattern. */
  add(state: number, atStart: boolean, atEnd: boolean): boolean {
    const instruction = this.program[state];
    if (instruction === undefined || this.seen[state] === 1) return false;
    this.seen[state] = 1;
    switch (instruction.op) {
      case 'match':
        return true;
      case 'read':
        this.reading.push(state);
        return false;
      case 'fork':
        return instruction.to.some((next) => this.add(next, atStart, atEnd));
      case 'start':
        return atStart && this.add(state + 1, atStart, atEnd);
      case 'end':
        return atEnd && this.add(state + 1, atStart, atEnd);
    }
  }

  clear(): void {
    this.reading.length = 0;
    this.seen.fill(0);
  }

  /** Moves every state that reads this code into the next ones. */
  step(code: number, next: States, atEnd: boolean): boolean {
    for (const state of this.reading) {
      const instruction = this.program[state];
      if (instruction?.op !== 'read' || !hasCode(instruction.set, code)) continue;
      if (next.add(state + 1, false, atEnd)) return true;
    }
    return false;
  }
}

/**
 * Does some part of the text match? All ways through the automaton are followed at once, so that the time grows
 * with the length of the text times the size of the pattern and no text can make it explode.
 * @see https://swtch.com/~rsc/regexp/regexp1.html
 */
export function matches(program: Program, text: string): boolean {
  if (text.length > LONGEST_MATCHED_TEXT) return false;
  let states = new States(program);
  let next = new States(program);
  if (states.add(0, true, text.length === 0)) return true;
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at) ?? 0;
    at += code > 0xffff ? 2 : 1;
    next.clear();
    const atEnd = at === text.length;
    if (states.step(code, next, atEnd) || next.add(0, false, atEnd)) return true;
    [states, next] = [next, states];
  }
  return false;
}
