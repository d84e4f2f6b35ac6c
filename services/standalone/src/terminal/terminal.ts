/** Where the standalone tells a person what is going on. */
export interface Terminal {
  say(line: string): void;
}
