import { address } from '../../kernel/hex.ts';
import { investorRegistryAbi } from '../../platform/chain/abi/investor-registry.ts';
import { trancheTokenAbi } from '../../platform/chain/abi/tranche-token.ts';
import { type SecuritizationDeps, securitizationPlace } from '../open-securitization.ts';
import { assetOf } from './asset-view.ts';
import type { HoldingList, HoldingView } from './schemas.ts';
import { timeText } from '../../attestation/ledger-views.ts';

/** What an account holds, has subscribed and can claim, asked of the contracts; the index says which of them to ask. */
export async function viewHoldings(deps: SecuritizationDeps, account: string): Promise<HoldingList> {
  const { chainId, investors } = await securitizationPlace(deps);
  const { client } = deps.database;
  const holder = address(account);
  const rows = await client.trancheHolding.findMany({ where: { chainId, account: holder }, orderBy: { token: 'asc' } });
  const data: HoldingView[] = [];
  for (const row of rows) {
    const record = await client.dealClass.findUnique({ where: { chainId_token: { chainId, token: row.token } } });
    if (record === null) continue;
    const deal = await client.deal.findUniqueOrThrow({ where: { chainId_address: { chainId, address: record.deal } } });
    const draft = await client.dealDraft.findFirst({ where: { documentHash: deal.documentHash } });
    const token = { address: address(row.token), abi: trancheTokenAbi } as const;
    const [units, outstanding, claimable] = await Promise.all([
      deps.chain.readView({ ...token, functionName: 'balanceOf', args: [holder] }),
      deps.chain.readView({ ...token, functionName: 'outstandingOf', args: [holder] }),
      deps.chain.readView({ ...token, functionName: 'claimableOf', args: [holder] }),
    ]);
    data.push({
      deal: address(record.deal),
      dealName: draft?.name ?? record.name,
      status: deal.status as HoldingView['status'],
      asset: await assetOf(deps, deal.asset),
      class: record.class,
      symbol: record.symbol,
      token: token.address,
      units: String(units),
      outstanding: String(outstanding),
      requested: row.requested,
      claimable: String(claimable),
      claimed: row.claimed,
    });
  }
  const investor = await deps.chain.readView({
    address: investors,
    abi: investorRegistryAbi,
    functionName: 'investorOf',
    args: [holder],
  });
  const isKnown = investor.expiry > 0;
  const now = Math.floor(Date.now() / 1000);
  return {
    account: holder,
    investor: {
      isEligible: isKnown && investor.expiry > now && !investor.isFrozen,
      isFrozen: investor.isFrozen,
      classes: investor.classes,
      expiry: isKnown ? timeText(BigInt(investor.expiry)) : null,
    },
    data,
  };
}
