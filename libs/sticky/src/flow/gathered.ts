interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly answer: (answer: Answer) => void;
}

/**
 * Gathers what is asked in one turn of the event loop, and asks it all at once: under load one call to a store answers
 * many, and what a call costs is paid once.
 *
 * @param askAll answers questions in their order; never throws
 * @param most the most questions of one call
 */
export class Gathered<Question, Answer> {
  private waiting: Waiting<Question, Answer>[] = [];

  constructor(
    private readonly askAll: (questions: readonly Question[]) => Promise<readonly Answer[]>,
    private readonly most: number,
  ) {}

  ask(question: Question): Promise<Answer> {
    return new Promise((answer) => {
      if (this.waiting.push({ question, answer }) === 1) setImmediate(() => this.askWaiting());
      else if (this.waiting.length === this.most) this.askWaiting();
    });
  }

  private askWaiting(): void {
    const waiting = this.waiting;
    if (waiting.length === 0) return;
    this.waiting = [];
    void this.askAll(waiting.map(({ question }) => question)).then((answers) => {
      answers.forEach((answer, index) => waiting[index]?.answer(answer));
    });
  }
}
