import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Abi } from 'viem';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import { canonicalJson, type Json } from '../../kernel/canonical-json.ts';
import type { Hash32, Hex } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';

export type ContractName =
  | 'AccessManager'
  | 'CreditLedger'
  | 'LedgerInspector'
  | 'RatingBoard'
  | 'RatingBook'
  | 'LoanRegistry'
  | 'InvestorRegistry'
  | 'WaterfallEngine'
  | 'Deal'
  | 'TrancheToken'
  | 'DealFactory'
  | 'DealInspector'
  | 'SettlementDesk'
  | 'DepositToken'
  | 'ModelBook';

/** The contracts that the back end speaks to, and the compiler's file of each below `artifacts/`. */
export const ARTIFACTS: Readonly<Record<ContractName, string>> = {
  AccessManager: '@openzeppelin/contracts/access/manager/AccessManager.sol/AccessManager.json',
  CreditLedger: 'contracts/ledger/CreditLedger.sol/CreditLedger.json',
  LedgerInspector: 'contracts/ledger/LedgerInspector.sol/LedgerInspector.json',
  RatingBoard: 'contracts/rating/RatingBoard.sol/RatingBoard.json',
  RatingBook: 'contracts/rating/RatingBook.sol/RatingBook.json',
  LoanRegistry: 'contracts/securitization/LoanRegistry.sol/LoanRegistry.json',
  InvestorRegistry: 'contracts/securitization/InvestorRegistry.sol/InvestorRegistry.json',
  WaterfallEngine: 'contracts/securitization/WaterfallEngine.sol/WaterfallEngine.json',
  Deal: 'contracts/securitization/Deal.sol/Deal.json',
  TrancheToken: 'contracts/securitization/TrancheToken.sol/TrancheToken.json',
  DealFactory: 'contracts/securitization/DealFactory.sol/DealFactory.json',
  DealInspector: 'contracts/securitization/DealInspector.sol/DealInspector.json',
  SettlementDesk: 'contracts/securitization/SettlementDesk.sol/SettlementDesk.json',
  DepositToken: 'contracts/securitization/DepositToken.sol/DepositToken.json',
  ModelBook: 'contracts/ledger/ModelBook.sol/ModelBook.json',
};

export interface ContractArtifact {
  readonly contract: ContractName;
  readonly abi: Abi;
  /** keccak256 of the canonical JSON of the ABI: the same contract surface gives the same hash. */
  readonly abiHash: Hash32;
  readonly bytecode: Hex;
}

const ArtifactFile = z.object({ abi: z.array(z.looseObject({ type: z.string() })), bytecode: z.string().regex(/^0x[0-9a-f]+$/) });
const FOLDER = fileURLToPath(new URL('../../../artifacts/', import.meta.url));

/** @throws {DomainError} `contract_not_compiled` */
export function readArtifact(contract: ContractName, folder: string = FOLDER): ContractArtifact {
  try {
    const { abi, bytecode } = ArtifactFile.parse(JSON.parse(readFileSync(`${folder}/${ARTIFACTS[contract]}`, 'utf8')));
    const surface = withoutSourceTypes(abi as unknown as Json);
    return { contract, abi: surface as unknown as Abi, abiHash: keccakHex(Buffer.from(canonicalJson(surface))), bytecode: bytecode as Hex };
  } catch (cause) {
    throw new DomainError('contract_not_compiled', 'unavailable', `The compiled contract ${contract} is missing; run npm run setup.`, {
      params: { contract },
      cause,
    });
  }
}

/** Names of Solidity types inside the sources are no part of what a caller sees on the wire. */
function withoutSourceTypes(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(withoutSourceTypes);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (key === 'internalType' ? [] : [[key, withoutSourceTypes(member)]])),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
