import { useSyncExternalStore } from 'react';

interface WalletProvider {
  request: (call: { method: string; params?: unknown[] }) => Promise<unknown>;
}

/** A wallet in this browser that announced itself (EIP-6963). */
export interface Wallet {
  info: { uuid: string; name: string; icon: string; rdns: string };
  provider: WalletProvider;
}

let wallets: readonly Wallet[] = [];

function isWallet(detail: unknown): detail is Wallet {
  return typeof detail === 'object' && detail !== null && 'info' in detail && 'provider' in detail;
}

function subscribe(changed: () => void): () => void {
  const hear = (event: Event): void => {
    const detail: unknown = event instanceof CustomEvent ? event.detail : null;
    if (!isWallet(detail) || wallets.some((wallet) => wallet.info.uuid === detail.info.uuid)) return;
    wallets = [...wallets, detail];
    changed();
  };
  window.addEventListener('eip6963:announceProvider', hear);
  window.dispatchEvent(new Event('eip6963:requestProvider'));
  return () => window.removeEventListener('eip6963:announceProvider', hear);
}

export function useWallets(): readonly Wallet[] {
  return useSyncExternalStore(subscribe, () => wallets);
}
