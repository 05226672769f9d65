import { type AbiFunction, toFunctionSelector } from 'viem';
import type { Address } from '../../../backend/kernel/hex.ts';
import { compileOne } from './compile-one.ts';
import { type Contract, type ContractChain, compiled, openContractChain } from './contract-chain.ts';

const ORIGINATOR_ROLE = 7n;
const FOREVER = 2n ** 40n - 1n;
/** Registrars enter at most so many accounts in one call. */
const ENTRIES_MAX = 200;

/** All that stands around deals, on a chain in this process. */
export interface DealWorld {
  readonly chain: ContractChain;
  readonly loans: Contract;
  readonly factory: Contract;
  readonly money: Contract;
  /** Admits accounts to the notes of the investor class 1. */
  admit(accounts: readonly Address[]): Promise<void>;
}

export function accountOf(chain: ContractChain, at: number): Address {
  const found = chain.accounts[at];
  if (found === undefined) throw new Error('The chain has too few accounts.');
  return found;
}

function selectorsOf(contract: Contract, names: readonly string[]): readonly string[] {
  const functions = contract.abi.filter((item): item is AbiFunction => item.type === 'function');
  return functions.filter(({ name }) => names.includes(name)).map(toFunctionSelector);
}

export async function openDealWorld(): Promise<DealWorld> {
  const chain = await openContractChain();
  const admin = accountOf(chain, 0);
  const place = (name: string, ...args: readonly unknown[]) => chain.deploy(admin, compiled(`contracts/securitization/${name}`), args);
  const manager = await chain.deploy(admin, compiled('@openzeppelin/contracts/access/manager/AccessManager'), [admin]);
  const loans = await place('LoanRegistry', manager.address);
  const investors = await place('InvestorRegistry', manager.address);
  const engine = await place('WaterfallEngine');
  const deal = await place('Deal', engine.address, loans.address);
  const token = await place('TrancheToken', investors.address);
  const factory = await place('DealFactory', manager.address, engine.address, deal.address, token.address);
  const money = await chain.deploy(admin, compileOne('test/contracts/support/TokenZoo.sol', 'PlainToken'));
  await chain.act(admin, factory, 'allowAsset', [money.address, true]);
  await chain.act(admin, manager, 'grantRole', [ORIGINATOR_ROLE, accountOf(chain, 1), 0]);
  const acts = selectorsOf(loans, ['commitTape', 'pledge']);
  await chain.act(admin, manager, 'setTargetFunctionRole', [loans.address, acts, ORIGINATOR_ROLE]);
  const admit = async (accounts: readonly Address[]) => {
    for (let at = 0; at < accounts.length; at += ENTRIES_MAX) {
      const some = accounts.slice(at, at + ENTRIES_MAX);
      await chain.act(admin, investors, 'setInvestors', [
        some.map((account) => ({ account, classes: 2, jurisdiction: 276, expiry: FOREVER })),
      ]);
    }
  };
  await admit(chain.accounts);
  return { chain, loans, factory, money, admit };
}
