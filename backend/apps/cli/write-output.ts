import { writeFile } from 'node:fs/promises';
import { DomainError } from '../../kernel/errors.ts';

/** Writes a file that a command was asked for. @throws {@link DomainError} `file_unwritable` */
export async function writeOutput(path: string, bytes: Uint8Array | string): Promise<void> {
  try {
    await writeFile(path, bytes);
  } catch (cause) {
    throw new DomainError('file_unwritable', 'invalid', `${path} cannot be written; check the path and its permissions.`, { cause });
  }
}
