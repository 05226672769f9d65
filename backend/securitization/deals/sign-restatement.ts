import { encodeFunctionData } from 'viem';
import { utf8 } from '../../attestation/domain/words.ts';
import { DomainError } from '../../kernel/errors.ts';
import { address, hash32 } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import { dealAbi } from '../../platform/chain/abi/deal.ts';
import { placeInChain } from '../domain/report-chain.ts';
import type { Order, SecuritizationDeps } from '../open-securitization.ts';
import { type OrderedCall, type Refusal, requireWilling } from '../order-call.ts';
import { readReport } from './report-args.ts';
import { reportHash } from './report-digest.ts';
import { explanationOf, restatementsOf } from './restatements.ts';
import { type ClosingRecord, type DealRecord, periodsOf } from './store.ts';

const RESTATE_KIND = 'deal.restate';

/**
 * The restatement with the servicer's signature of what was prepared, and the place of its period in the chain of reports as the index
 * has it now. The contract is asked first: a restatement that another one has overtaken is refused by name.
 * @throws {@link DomainError} `restatement_refused`
 */
export async function restatementCalls(
  deps: SecuritizationDeps,
  deal: DealRecord,
  { id, period, version, report, document, digest }: ClosingRecord,
  order: Order,
): Promise<Pick<OrderedCall, 'target' | 'data' | 'kind'>[]> {
  const reports = (await periodsOf(deps.database, deal)).map((row) => hash32(row.reportHash));
  const restated = await restatementsOf(deps.database, deal, period);
  const previous = hash32(restated[version - 2]?.record.restated ?? reports[period - 1] ?? '');
  const restatement = {
    period,
    version,
    previous,
    restated: reportHash(readReport(report)),
    reason: hash32(keccakHex(utf8(explanationOf(document)))),
  };
  const { before, later } = placeInChain(reports, period);
  const servicer = deps.signer('servicer');
  const signature = await servicer.signDigest(hash32(digest));
  const data = encodeFunctionData({ abi: dealAbi, functionName: 'restate', args: [restatement, before, later, signature] });
  const target = address(deal.address);
  await requireWilling(
    deps,
    { sender: servicer.address, target, data, abi: dealAbi },
    { errorOf: restatementRefused, action: 'closing.decided', entity: 'closing', entityId: id },
    order,
  );
  return [{ target, data, kind: `${RESTATE_KIND}.${period}.${version}` }];
}

const restatementRefused: Refusal['errorOf'] = ({ why, options }) =>
  new DomainError('restatement_refused', 'conflict', `The deal refuses the restatement: ${why}.`, options);
