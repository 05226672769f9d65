import { encodeFunctionData } from 'viem';
import { orderDeposit } from '../../../backend/apps/demo/demo-investors.ts';
import { orderByHouse, waitForBlocks } from '../../../backend/apps/demo/demo-orders.ts';
import type { PastPeriod } from '../../../backend/apps/demo/demo-past.ts';
import { openSystem, type System } from '../../../backend/apps/open-system.ts';
import { address } from '../../../backend/kernel/hex.ts';
import { investorRegistryAbi } from '../../../backend/platform/chain/abi/investor-registry.ts';
import { loadConfig } from '../../../backend/platform/config/config.ts';
import { securitizationPlace } from '../../../backend/securitization/open-securitization.ts';
import { fundedPast } from '../../system/support/deal-stack.ts';
import type { Console } from './console.ts';

const GERMANY = 276;
const ALL_CLASSES = 0xffff;
const YEAR_SECONDS = 31_557_600n;
/** For fees of transactions. */
const FEE_MONEY = 5n * 10n ** 16n;

/** Opens the files of the installation for as long as `use` takes, as its operator does. */
async function withSystem<T>({ settings }: Console, use: (system: System) => Promise<T>): Promise<T> {
  const system = await openSystem(loadConfig({ ...settings }), 'cli');
  try {
    return await use(system);
  } finally {
    await system.close();
  }
}

/** Address of the node that wallets talk to. */
export const nodeUrl = ({ settings }: Console): string => loadConfig({ ...settings }).chainRpcUrl;

/** Admits a wallet as an investor and gives it deposits to buy into a deal and money for fees, as house and bank do. */
export function fundInvestor(
  app: Console,
  wallet: string,
  { deal, amount }: { readonly deal: string; readonly amount: bigint },
): Promise<void> {
  return withSystem(app, async (system) => {
    const account = address(wallet.toLowerCase());
    const { investors } = await securitizationPlace(system);
    const { timestamp } = await system.chain.readHead();
    const entry = { account, classes: ALL_CLASSES, jurisdiction: GERMANY, expiry: Number(timestamp + YEAR_SECONDS) };
    const data = encodeFunctionData({ abi: investorRegistryAbi, functionName: 'setInvestors', args: [[entry]] });
    const key = `browser:${deal}:${account}`;
    const orders = [
      { target: investors, data, key },
      { target: account, data: '0x' as const, value: FEE_MONEY, key },
      await orderDeposit(system, account, amount, key),
    ];
    await waitForBlocks(system, await orderByHouse(system, orders));
  });
}

/** The quarters of a pool with the files of its servicer, who is given the cash for them. */
export function quartersOf(app: Console, deal: string, poolId: string, periods: number): Promise<PastPeriod[]> {
  return withSystem(app, (system) => fundedPast(system, deal, poolId, periods));
}
