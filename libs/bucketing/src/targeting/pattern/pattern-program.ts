import type { CodeSet, Pattern } from './pattern.js';

/** One state of the automaton; `to` are the states reached without reading. */
export type Instruction =
  | { readonly op: 'read'; readonly set: CodeSet }
  | { readonly op: 'fork'; readonly to: readonly number[] }
  | { readonly op: 'start' }
  | { readonly op: 'end' }
  | { readonly op: 'match' };

export type Program = readonly Instruction[];

/** Matching takes at most this many steps for each character. */
const MOST_INSTRUCTIONS = 1_000;

/** Thrown and caught within this file. */
class TooLarge extends Error {}

class Compiler {
  readonly instructions: Instruction[] = [];

  add(instruction: Instruction): void {
    if (this.instructions.length >= MOST_INSTRUCTIONS) throw new TooLarge();
    this.instructions.push(instruction);
  }

  compile(pattern: Pattern): void {
    switch (pattern.kind) {
      case 'set':
        return this.add({ op: 'read', set: pattern });
      case 'start':
      case 'end':
        return this.add({ op: pattern.kind });
      case 'sequence':
        return pattern.parts.forEach((part) => this.compile(part));
      case 'choice':
        return this.choice(pattern.options);
      case 'repeat':
        return this.repeat(pattern);
    }
  }

  private choice(options: readonly Pattern[]): void {
    const fork = this.hole();
    const ends: number[] = [];
    const starts = options.map((option) => {
      const start = this.instructions.length;
      this.compile(option);
      ends.push(this.hole());
      return start;
    });
    this.fill(fork, starts);
    for (const end of ends) this.fill(end, [this.instructions.length]);
  }

  private repeat({ part, least, most }: Extract<Pattern, { kind: 'repeat' }>): void {
    for (let count = 0; count < least; count += 1) this.compile(part);
    if (most === Infinity) return this.loop(part);
    const exits: number[] = [];
    for (let count = least; count < most; count += 1) {
      exits.push(this.hole());
      this.compile(part);
    }
    for (const exit of exits) this.fill(exit, [exit + 1, this.instructions.length]);
  }

  private loop(part: Pattern): void {
    const fork = this.hole();
    this.compile(part);
    this.add({ op: 'fork', to: [fork] });
    this.fill(fork, [fork + 1, this.instructions.length]);
  }

  private hole(): number {
    this.add({ op: 'fork', to: [] });
    return this.instructions.length - 1;
  }

  private fill(at: number, to: readonly number[]): void {
    this.instructions[at] = { op: 'fork', to };
  }
}

/** The automaton of a pattern (Thompson's construction); undefined for one that is too large. */
export function programOf(pattern: Pattern): Program | undefined {
  const compiler = new Compiler();
  try {
    compiler.compile(pattern);
    compiler.add({ op: 'match' });
    return compiler.instructions;
  } catch (refusal) {
    if (!(refusal instanceof TooLarge)) throw refusal;
    return undefined;
  }
}
