import type { Command } from 'commander';
import { unsealKeystore } from '../../platform/chain/keystore.ts';
import { type Signer, signerOfKey } from '../../platform/chain/signer.ts';
import type { CommandContext } from './context.ts';
import { readInput } from './read-input.ts';

const KEY_BYTES_MAX = 1024 * 1024;

export interface KeyOptions {
  readonly key: string;
  readonly passwordFile: string;
}

/** Lets a command sign with a key of its user's own. */
export function withOwnKey(command: Command, whose: string): Command {
  return command
    .requiredOption('--key <keystore>', `Ethereum keystore file (version 3) of ${whose}`)
    .requiredOption('--password-file <file>', 'file with the password of the keystore');
}

/** @throws {@link DomainError} `keystore_password_wrong`, `keystore_malformed` */
export async function openOwnKey({ stdin }: Pick<CommandContext, 'stdin'>, { key, passwordFile }: KeyOptions): Promise<Signer> {
  const text = async (path: string) => new TextDecoder().decode(await readInput(path, stdin, KEY_BYTES_MAX));
  return signerOfKey(unsealKeystore(await text(key), (await text(passwordFile)).replace(/\r?\n$/, '')));
}
