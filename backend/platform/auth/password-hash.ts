import { hash, verify } from 'argon2';

/** Argon2id with the first recommended parameters of OWASP: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS);
}

export async function verifyPassword(input: { readonly hash: string; readonly password: string }): Promise<boolean> {
  // A hash of another algorithm is not a fault of the caller; it simply does not match.
  if (!input.hash.startsWith('$argon2id$')) return false;
  return verify(input.hash, input.password);
}
