import { encodeFunctionData } from 'viem';
import { utf8 } from '../../attestation/domain/words.ts';
import { DomainError } from '../../kernel/errors.ts';
import { type Address, address } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import { depositTokenAbi } from '../../platform/chain/abi/deposit-token.ts';
import { investorRegistryAbi } from '../../platform/chain/abi/investor-registry.ts';
import { trancheTokenAbi } from '../../platform/chain/abi/tranche-token.ts';
import { openSigner } from '../../platform/chain/key-folder.ts';
import type { Signer } from '../../platform/chain/signer.ts';
import { type WalletOrder, WalletPlan } from '../../securitization/deals/schemas.ts';
import { securitizationPlace } from '../../securitization/open-securitization.ts';
import type { ApiClient } from '../cli/api-client.ts';
import type { System } from '../open-system.ts';
import { sendPlan, type WalletHere } from '../wallet-acts.ts';
import { type HouseOrder, orderByHouse, waitForBlocks } from './demo-orders.ts';

/** Wallets of the demo's investors; their keys are kept like the other keys of the installation. */
const NAMES = ['investor-1', 'investor-2', 'investor-3'] as const;
const GERMANY = 276;
const ALL_CLASSES = 0xffff;
const YEARS = 10n;
const YEAR_SECONDS = 31_557_600n;
/** For fees of transactions. */
const FEE_MONEY = 5n * 10n ** 16n;

/** Who asks for how much of each class, in per cent of its size: A and B are oversubscribed, so that they are allotted. */
const REQUESTS: readonly (readonly [investor: number, class_: number, percent: bigint])[] = [
  [0, 0, 70n],
  [1, 0, 50n],
  [1, 1, 60n],
  [2, 1, 65n],
  [2, 2, 100n],
];

export function demoInvestors({ config, secrets }: System): Signer[] {
  return NAMES.map((name) => openSigner({ home: config.home, password: secrets.keystorePassword }, name));
}

/** Registers the wallets and gives each some money for fees. */
export async function admitInvestors(system: System): Promise<void> {
  const { investors } = await securitizationPlace(system);
  const wallets = demoInvestors(system);
  const { timestamp } = await system.chain.readHead();
  const entries = wallets.map((wallet) => ({
    account: wallet.address,
    classes: ALL_CLASSES,
    jurisdiction: GERMANY,
    expiry: Number(timestamp + YEARS * YEAR_SECONDS),
  }));
  const data = encodeFunctionData({ abi: investorRegistryAbi, functionName: 'setInvestors', args: [entries] });
  const fees = wallets.map((wallet): HouseOrder => ({ target: wallet.address, data: '0x', value: FEE_MONEY, key: 'fees' }));
  await waitForBlocks(system, await orderByHouse(system, [{ target: investors, data, key: 'investors' }, ...fees]));
}

/** Issues deposits as the bank does against money that comes in. @param key - once for each account and key */
export async function orderDeposit(system: System, account: Address, amount: bigint, key: string): Promise<HouseOrder> {
  const { deposits } = await securitizationPlace(system);
  const entry = keccakHex(utf8(`demo deposit ${key} ${account}`));
  const data = encodeFunctionData({ abi: depositTokenAbi, functionName: 'issue', args: [account, amount, entry] });
  return { target: deposits, data, key: `${key}:${account}` };
}

interface Offered {
  readonly address: string;
  readonly classes: readonly { readonly class: number; readonly original: string }[];
}

/** Gives the investors what they ask of the deals, and lets them ask: each wallet sends what the API plans for it. */
export async function subscribe(system: System, api: ApiClient, deals: readonly Offered[]): Promise<void> {
  const wallets = demoInvestors(system);
  const wanted = deals.flatMap((deal) =>
    REQUESTS.map(([investor, of, percent]) => {
      const size = BigInt(deal.classes[of]?.original ?? '0');
      return { deal: deal.address, investor, class: of, amount: (size * percent) / 100n };
    }),
  );
  const deposits = wallets.flatMap((wallet, at) =>
    deals.map(({ address: deal }) => {
      const own = wanted.filter((one) => one.investor === at && one.deal === deal);
      return orderDeposit(
        system,
        wallet.address,
        own.reduce((sum, { amount }) => sum + amount, 0n),
        deal,
      );
    }),
  );
  await waitForBlocks(system, await orderByHouse(system, await Promise.all(deposits)));
  await Promise.all(
    wallets.map(async (wallet, at) => {
      for (const one of wanted.filter(({ investor }) => investor === at)) {
        const { deal, class: of, amount } = one;
        const place = { deal, of, account: wallet.address };
        const order = { action: 'subscribe', account: wallet.address, class: of, amount: String(amount) } as const;
        await settle({
          isDone: async () => (await requestedBy(system, place)) > 0n,
          act: () => act({ api, chain: system.chain, wallet }, deal, order),
        });
      }
    }),
  );
}

/** Every investor claims in every class that he asked for. */
export async function claim(system: System, api: ApiClient, deal: string, action: 'claim-notes' | 'claim-cash'): Promise<void> {
  const wallets = demoInvestors(system);
  await Promise.all(
    wallets.map(async (wallet, at) => {
      for (const [investor, of] of REQUESTS) {
        if (investor !== at) continue;
        const account = wallet.address;
        await settle({
          isDone: async () => !(await hasClaim(system, { deal, of, account }, action)),
          act: () => act({ api, chain: system.chain, wallet }, deal, { action, account, class: of }),
        });
      }
    }),
  );
}

async function act(here: WalletHere, deal: string, order: WalletOrder): Promise<void> {
  await sendPlan(here, await here.api.post(WalletPlan, `/v1/deals/${deal}/wallet-plan`, order));
}

const ATTEMPTS = 5;

interface Deed {
  readonly isDone: () => Promise<boolean>;
  readonly act: () => Promise<void>;
}

/** Acts unless it is done; where the chain says that a nonce is used it looks again first, for the deed may be done by then. */
async function settle({ isDone, act }: Deed): Promise<void> {
  for (let attempt = 1; !(await isDone()); attempt++) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'chain_nonce_too_low' || attempt >= ATTEMPTS) throw error;
    }
  }
}

interface Place {
  readonly deal: string;
  readonly of: number;
  readonly account: Address;
}

async function requestedBy({ chain, database }: System, { deal, of, account }: Place): Promise<bigint> {
  const args = [0n, account] as const;
  return chain.readView({ address: await tokenOf(database, deal, of), abi: trancheTokenAbi, functionName: 'pendingDepositRequest', args });
}

async function hasClaim({ chain, database }: System, { deal, of, account }: Place, action: 'claim-notes' | 'claim-cash'): Promise<boolean> {
  const token = { address: await tokenOf(database, deal, of), abi: trancheTokenAbi } as const;
  if (action === 'claim-cash') return (await chain.readView({ ...token, functionName: 'claimableOf', args: [account] })) > 0n;
  return (await chain.readView({ ...token, functionName: 'claimableDepositRequest', args: [0n, account] })) > 0n;
}

async function tokenOf({ client }: System['database'], deal: string, of: number): Promise<Address> {
  const { token } = await client.dealClass.findFirstOrThrow({ where: { deal, class: of } });
  return address(token);
}
