import { getAddress, type Hex, hashMessage, isHex, recoverMessageAddress } from 'viem';
import { parseSiweMessage } from 'viem/siwe';

/** Asks a contract wallet by ERC-1271 whether it stands behind a signature. */
export type ContractSignatureCheck = (input: {
  readonly address: Hex;
  readonly hash: Hex;
  readonly signature: Hex;
  readonly signal: AbortSignal;
}) => Promise<boolean>;

export interface WalletMessageRules {
  /** Host, with port when it is not the standard one, of the console. */
  readonly domain: string;
  readonly origin: string;
  readonly chainId: number;
  readonly now: Date;
  readonly contractCheck?: ContractSignatureCheck;
}

const EOA_SIGNATURE_LENGTH = 132;
const MAX_AGE_MS = 10 * 60_000;
const CLOCK_SKEW_MS = 60_000;
const CONTRACT_TIMEOUT_MS = 2_000;

/**
 * Whether `message` is a sign-in message of EIP-4361 for this server and chain, young enough, and signed
 * by the address in it. The nonce is not looked at here: the server consumes it before.
 */
export async function isWalletMessageValid(message: string, signature: string, rules: WalletMessageRules): Promise<boolean> {
  if (!isMessageMeantForUs(message, rules)) return false;
  const { address } = parseSiweMessage(message);
  if (address === undefined || !isHex(signature)) return false;
  if (signature.length === EOA_SIGNATURE_LENGTH && (await isSignedBy(address, message, signature))) return true;
  if (rules.contractCheck === undefined) return false;
  return checkContract(rules.contractCheck, address, message, signature);
}

function isMessageMeantForUs(message: string, rules: WalletMessageRules): boolean {
  const fields = parseSiweMessage(message);
  const { domain, uri, chainId, version, issuedAt, expirationTime, notBefore } = fields;
  if (domain !== rules.domain || chainId !== rules.chainId || version !== '1') return false;
  if (uri === undefined || !URL.canParse(uri) || new URL(uri).origin !== rules.origin) return false;
  if (issuedAt === undefined || expirationTime === undefined) return false;
  const now = rules.now.getTime();
  const age = now - issuedAt.getTime();
  if (!(age >= -CLOCK_SKEW_MS && age <= MAX_AGE_MS)) return false;
  if (!(expirationTime.getTime() > now && expirationTime.getTime() - issuedAt.getTime() <= MAX_AGE_MS)) return false;
  return notBefore === undefined || notBefore.getTime() <= now;
}

async function isSignedBy(address: Hex, message: string, signature: Hex): Promise<boolean> {
  try {
    return getAddress(await recoverMessageAddress({ message, signature })) === getAddress(address);
  } catch {
    // Bytes that are no signature at all recover nothing.
    return false;
  }
}

async function checkContract(check: ContractSignatureCheck, address: Hex, message: string, signature: Hex): Promise<boolean> {
  try {
    return await check({ address, hash: hashMessage(message), signature, signal: AbortSignal.timeout(CONTRACT_TIMEOUT_MS) });
  } catch {
    // A chain that does not answer in time cannot vouch for a contract wallet.
    return false;
  }
}
