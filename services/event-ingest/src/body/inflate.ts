import { TooLargeProblem, BadRequestProblem, UnsupportedMediaTypeProblem } from '@assay/platform';
import { promisify } from 'node:util';
import type { ZlibOptions } from 'node:zlib';
import { brotliDecompress, gunzip } from 'node:zlib';

type Inflate = (body: Buffer, options: ZlibOptions) => Promise<Buffer>;

const INFLATE: ReadonlyMap<string, Inflate> = new Map<string, Inflate>([
  ['gzip', promisify<Buffer, ZlibOptions, Buffer>(gunzip)],
  ['x-gzip', promisify<Buffer, ZlibOptions, Buffer>(gunzip)],
  ['br', promisify<Buffer, ZlibOptions, Buffer>(brotliDecompress)],
]);
const ACCEPTED = 'gzip, br';

/**
 * The body as it was before it was compressed. Inflating stops where the limit is passed, so that a small body that
 * would become a huge one costs no more than the limit.
 * @param encoding the request's Content-Encoding
 * @param limit bytes of the result
 * @throws TooLargeProblem `BODY_TOO_LARGE` when there would be more than the limit
 * @throws BadRequestProblem `BODY_NOT_COMPRESSED` when the bytes are not of that encoding
 * @throws UnsupportedMediaTypeProblem `UNSUPPORTED_ENCODING` for any other encoding, and for several
 */
export async function inflated(body: Buffer, encoding: string | undefined, limit: number): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() ?? 'identity';
  if (name === 'identity' || name === '' || body.length === 0) return body;
  const inflate = INFLATE.get(name);
  if (inflate === undefined) throw unsupported(name);
  try {
    return await inflate(body, { maxOutputLength: limit });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? new TooLargeProblem(
          'BODY_TOO_LARGE',
          `the body is inflated larger than the limit of ${String(limit)} bytes`,
        )
      : new BadRequestProblem('BODY_NOT_COMPRESSED', `the body is not ${name}: ${String(error)}`, {
          cause: error,
        });
  }
}

const unsupported = (name: string): UnsupportedMediaTypeProblem =>
  new UnsupportedMediaTypeProblem(
    'UNSUPPORTED_ENCODING',
    `content encoding ${name.slice(0, 100)} is not read here; send ${ACCEPTED} or none`,
    { headers: { 'accept-encoding': ACCEPTED } },
  );
