import { open } from 'node:fs/promises';
import { DomainError } from '../../kernel/errors.ts';

/**
 * Bytes of the file at `path`, or of standard input when it is `-`; never more than `limit` are read.
 * @throws {@link DomainError} `file_unreadable`, `file_too_large`
 */
export async function readInput(path: string, stdin: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const take = (chunk: Uint8Array) => {
    size += chunk.length;
    if (size > limit) throw new DomainError('file_too_large', 'too_large', `${path} has more than ${limit} bytes.`);
    chunks.push(chunk);
  };
  if (path === '-') {
    for await (const chunk of stdin) take(chunk);
  } else {
    for await (const chunk of await openFile(path)) take(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

async function openFile(path: string): Promise<AsyncIterable<Uint8Array>> {
  try {
    const file = await open(path, 'r');
    if ((await file.stat()).isDirectory()) {
      await file.close();
      throw new DomainError('file_unreadable', 'invalid', `${path} is a folder; name a file.`);
    }
    return file.createReadStream();
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    throw new DomainError('file_unreadable', 'invalid', `${path} cannot be read; check the path and its permissions.`, { cause });
  }
}
