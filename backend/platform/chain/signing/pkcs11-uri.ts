import { DomainError } from '../../../kernel/errors.ts';

/** Where a key lies in a PKCS#11 token, as an RFC 7512 URI names it. */
export interface Pkcs11Place {
  /** Shared library of the token. */
  readonly modulePath: string;
  readonly token: string;
  /** Label of the key pair. */
  readonly object: string;
  /** File that holds the PIN, so that it stands in no setting and no process list. */
  readonly pinFile: string;
}

/**
 * Reads `pkcs11:token=credence;object=issuer?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/credence/pin`.
 * @throws {DomainError} `pkcs11_uri_invalid`, naming the part that is missing or not known
 */
export function parsePkcs11Uri(text: string): Pkcs11Place {
  if (!text.startsWith('pkcs11:')) throw refusal('it must begin with pkcs11:');
  const [path = '', query = ''] = text.slice('pkcs11:'.length).split('?', 2);
  const parts = new Map([...pairs(path, ';'), ...pairs(query, '&')]);
  for (const name of parts.keys()) {
    if (!['token', 'object', 'module-path', 'pin-source', 'type'].includes(name)) throw refusal(`${name} is not a part that is used here`);
  }
  const part = (name: string): string => {
    const value = parts.get(name);
    if (value === undefined || value === '') throw refusal(`${name} is missing`);
    return value;
  };
  return {
    modulePath: part('module-path'),
    token: part('token'),
    object: part('object'),
    pinFile: part('pin-source').replace(/^file:(\/\/)?/, ''),
  };
}

function pairs(text: string, separator: string): [string, string][] {
  return text
    .split(separator)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const at = piece.indexOf('=');
      if (at < 1) throw refusal(`${piece} is not name=value`);
      return [piece.slice(0, at), decode(piece.slice(at + 1))];
    });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refusal(`${text} is not percent-encoded text`);
  }
}

function refusal(reason: string): DomainError {
  return new DomainError('pkcs11_uri_invalid', 'invalid', `The PKCS#11 URI of the key cannot be used: ${reason}.`, { params: { reason } });
}
