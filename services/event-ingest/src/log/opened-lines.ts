import type { EventEnvelope } from '@assay/contracts';
import { contextOfHeaders } from '@assay/contracts';
import type { Privacy, Sealed } from '@assay/privacy';
import { personalData, placeOf } from '@assay/privacy';
import type { RecordLine } from './record-lines.js';

type Line = RecordLine | { readonly line: 'progress' | 'done' };

/** So many keys are asked for at once. */
const PIECE = 500;

/** Messages with what their sealed attributes are: open, erased, or altered. */
export async function* openedLines(
  lines: AsyncIterable<Line>,
  privacy: Pick<Privacy, 'open'>,
): AsyncGenerator<Line> {
  let waiting: Line[] = [];
  for await (const line of lines) {
    waiting.push(line);
    if (waiting.length < PIECE) continue;
    yield* await opened(waiting, privacy);
    waiting = [];
  }
  yield* await opened(waiting, privacy);
}

async function opened(lines: readonly Line[], privacy: Pick<Privacy, 'open'>): Promise<readonly Line[]> {
  const sealed = lines.map((line) => (line.line === 'record' ? sealedIn(line) : undefined));
  const answers = [...(await privacy.open(sealed.flatMap((one) => one ?? [])))].values();
  return lines.map((line, place) => {
    const answer = sealed[place] === undefined ? undefined : answers.next().value;
    return answer === undefined ? line : { ...(line as RecordLine), opened: answer };
  });
}

function sealedIn({ headers, data }: RecordLine): Sealed | undefined {
  const event = { ...contextOfHeaders(headers), data } as EventEnvelope;
  const personal = personalData(event);
  if (personal?.sealed === undefined) return undefined;
  return { sealed: personal.sealed, place: placeOf(event, personal) };
}
