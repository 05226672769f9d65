import { type CheckResult, codeOf, failed, passed } from './check-result.ts';

const TIMEOUT_MS = 5000;

/** An EVM node answers at `rpcUrl` with a chain id. */
export async function checkChain(rpcUrl: string): Promise<CheckResult> {
  const cure = 'start that node, correct CHAIN_RPC_URL, or unset CHAIN_RPC_URL to use the local chain';
  try {
    const answer = await fetch(rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const chainId = chainIdIn(await answer.text());
    if (chainId === undefined) return failed('chain', `What answers at ${rpcUrl} is not an EVM node: ${cure}.`);
    return passed('chain', `chain ${chainId} at ${rpcUrl}`);
  } catch (error) {
    return failed('chain', `No EVM node answers at ${rpcUrl} (${codeOf(error)}): ${cure}.`);
  }
}

function chainIdIn(text: string): number | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer !== 'object' || answer === null || !('result' in answer)) return undefined;
    return typeof answer.result === 'string' && /^0x[0-9a-f]{1,13}$/i.test(answer.result) ? Number(answer.result) : undefined;
  } catch {
    return undefined;
  }
}
