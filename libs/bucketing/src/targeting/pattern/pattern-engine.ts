/** Makes a matcher of a pattern; undefined for a text that is no pattern of the subset. */
export type PatternCompiler = (pattern: string) => ((text: string) => boolean) | undefined;

let engine: PatternCompiler | undefined;

/** Gives rules the means to match patterns. Once, before definitions that use them are evaluated. */
export function usePatterns(compiler: PatternCompiler): void {
  engine = compiler;
}

/** Undefined also where the engine was not loaded: then the rule cannot be read, and control is served. */
export const compilePattern: PatternCompiler = (pattern) => engine?.(pattern);
